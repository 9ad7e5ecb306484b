import { StepError } from '../../../shared/errors';
import { poll } from '../../../shared/retry';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { promotionOf } from '../../execute/promotion';
import { BETWEEN_LOOKS } from '../../execute/wait';
import type { StepOf } from '../../steps';
import type { PostgresContext } from './context';
import { DatabaseError, type DatabaseLook } from './database';
import { parseHealth } from '../../../shared/statements';
import { VaultDrError } from '../../../shared/errors';

const PROMOTE_MS = 30_000;
const LOOK_MS = 1_000;
/** How long a promotion whose answer was lost may take to show. */
const TAKE_EFFECT_MS = 5_000;

/** Makes a replica the primary, and frees the lock of the active node. Ends before a node is active. */
export async function promote(context: PostgresContext, step: StepOf<'promote'>): Promise<StepResult> {
  const { cluster } = step;
  const { evidence, deadline } = context;
  const promoteFailed = (detail: string, mayHaveEffect: boolean): StepResult => ({
    ...refused({ detail, mayHaveEffect }),
    run: { promoteFailed: { cluster, detail } },
  });
  const unable = await whyNobodyCanServe(context, cluster);
  if (unable !== undefined) return promoteFailed(unable, false);
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const promotion = promotionOf(context, cluster);
  // A later run could not find out that every write was there: afterwards the positions of the two logs tell nothing.
  if (promotion.proof === 'came') await context.keep(promotion);
  try {
    const database = context.databases[cluster];
    await database.promote(Math.max(1, deadline.cut(database.promotesWithinMs ?? PROMOTE_MS)));
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const seen = error.mayHaveEffect ? await roleAfter(context, cluster) : 'replica';
    if (seen === 'replica') return promoteFailed(error.message, error.mayHaveEffect);
    if (seen === 'unknown') {
      throw new StepError(
        `It is not known whether ${cluster} was promoted: its database gives no clear answer`,
        'Run the same operation again: it looks first and continues from what it finds.',
      );
    }
  }
  evidence.accept(cluster, 'primary');
  return { effect: true, run: { promoted: cluster }, promotion };
}

/** Why no node of the cluster could become active; `undefined` if one can. */
async function whyNobodyCanServe(
  { vault }: PostgresContext,
  cluster: StepOf<'promote'>['cluster'],
): Promise<string | undefined> {
  try {
    const { says, body } = parseHealth(await vault[cluster].read('sys/health', LOOK_MS));
    if (says.kind === 'sealed') return `the nodes of ${cluster} are sealed: unseal them first`;
    return body ? undefined : `the nodes of ${cluster} do not report their state`;
  } catch (error) {
    if (error instanceof VaultDrError) return error.message;
    throw error;
  }
}

/** What a database shows after the answer to its promotion was lost. */
async function roleAfter(
  { databases, clock, deadline }: PostgresContext,
  cluster: StepOf<'promote'>['cluster'],
): Promise<'primary' | 'replica' | 'unknown'> {
  let last: DatabaseLook | undefined;
  const isPrimary = await poll(
    async () => {
      last = await databases[cluster].look(LOOK_MS).catch(() => undefined);
      return last && !last.isReplica && !last.isFenced ? true : undefined;
    },
    { clock, deadline: deadline.within(TAKE_EFFECT_MS), backOff: BETWEEN_LOOKS },
  );
  if (isPrimary) return 'primary';
  return last ? 'replica' : 'unknown';
}
