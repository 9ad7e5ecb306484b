import { asKnown, StepError } from '../../../shared/errors';
import { poll, repeat } from '../../../shared/retry';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { promotionOf } from '../../execute/promotion';
import { BETWEEN_LOOKS } from '../../execute/wait';
import type { StepOf } from '../../steps';
import type { PostgresContext } from './context';
import { DatabaseError } from './database';
import { parseHealth } from '../../../shared/statements';

const PROMOTE_MS = 30_000;
const LOOK_MS = 1_000;
/** Time for a node to say that it can serve. The old primary may be fenced already, so a single look must not undo that. */
const ANSWERS_MS = 3_000;
/** How long a promotion whose answer was lost may take to show. */
const TAKE_EFFECT_MS = 2_000;
/** It can be asked for again and again. */
const MOST_TRIES = 3;

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
  const database = context.databases[cluster];
  for (let tries = 1; ; tries++) {
    const limitMs = Math.max(1, deadline.cut(database.promotesWithinMs ?? PROMOTE_MS));
    try {
      await database.promote(limitMs, context.mayTakeBack);
      break;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      // The server itself has said that it does not do it, also if it was asked before.
      if (tries === 1 && (!error.mayHaveEffect || !error.retryable)) {
        return promoteFailed(error.message, error.mayHaveEffect);
      }
      if (await isPromoted(context, cluster)) break;
      // One that was begun may end at any time, and nothing stops it. So the old primary must not be promoted again.
      if (tries >= MOST_TRIES || deadline.passed || !(await context.mayAct(step))) {
        throw new StepError(
          `It is not known whether ${cluster} is being promoted: ${error.message}`,
          'Run the same operation again: it looks first and continues from what it finds.',
        );
      }
    }
  }
  evidence.accept(cluster, 'primary');
  return { effect: true, run: { promoted: cluster }, promotion };
}

/** Why no node of the cluster could become active; `undefined` if one can. One answer may be lost, or be that of a sealed node. */
async function whyNobodyCanServe(
  context: PostgresContext,
  cluster: StepOf<'promote'>['cluster'],
): Promise<string | undefined> {
  const first = await whyOneCannotServe(context, cluster);
  if (first === undefined) return undefined;
  const { clock } = context;
  const deadline = context.deadline.within(ANSWERS_MS);
  const { why } = await repeat({ clock, backOff: BETWEEN_LOOKS }, async (pause) => {
    const why = await whyOneCannotServe(context, cluster);
    return why === undefined || deadline.remainingMs() <= pause ? { why } : undefined;
  });
  return why;
}

async function whyOneCannotServe(
  { vault }: PostgresContext,
  cluster: StepOf<'promote'>['cluster'],
): Promise<string | undefined> {
  try {
    const { says, body } = parseHealth(await vault[cluster].read('sys/health', LOOK_MS));
    if (says.kind === 'sealed') return `the nodes of ${cluster} are sealed: unseal them first`;
    return body ? undefined : `the nodes of ${cluster} do not report their state`;
  } catch (error) {
    return asKnown(error).message;
  }
}

/** Whether a database shows that it was promoted, after the answer was lost. */
async function isPromoted(
  { databases, clock, deadline }: PostgresContext,
  cluster: StepOf<'promote'>['cluster'],
): Promise<boolean> {
  const found = await poll(
    async () => {
      const last = await databases[cluster].look(LOOK_MS).catch(() => undefined);
      return last && !last.isReplica && !last.isFenced ? true : undefined;
    },
    { clock, deadline: deadline.within(TAKE_EFFECT_MS), backOff: BETWEEN_LOOKS },
  );
  return found === true;
}
