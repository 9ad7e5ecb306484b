import type { ClusterName } from '../../../shared/contract';
import { VaultDrError } from '../../../shared/errors';
import { poll } from '../../../shared/retry';
import { OVERTAKEN, type StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import type { StepOf } from '../../steps';
import type { PostgresContext, PostgresOptions } from './context';
import { DatabaseError } from './database';
import { lsnNumber } from './lsn';

const REFUSE_WRITES_MS = 5_000;
/** Limit of a fence if the operator has accepted that it may fail. */
const BRIEF_MS = 1_500;
const STEP_DOWN_MS = 2_000;

/** Keeps a cluster that gives no clear answer from taking writes, by its database. */
export async function fence(context: PostgresContext, step: StepOf<'fence'>): Promise<StepResult> {
  const { cluster } = step;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const closed = await closeDatabase(context, cluster, step.brief ? BRIEF_MS : REFUSE_WRITES_MS);
  if (closed.kind === 'closed') {
    const run = {
      demoted: cluster,
      lastWalBeforeDemote: closed.lastWal,
      fence: { cluster, outcome: 'confirmed' },
    } as const;
    return { effect: true, run, detail: `the database of ${cluster} takes no more writes` };
  }
  const { detail, mayHaveEffect: effect } = closed;
  return { effect, run: { fence: { cluster, outcome: 'not-confirmed', detail } }, detail };
}

export type Closed =
  | { readonly kind: 'closed'; readonly lastWal: number }
  | { readonly kind: 'open'; readonly detail: string; readonly mayHaveEffect: boolean };

/** Keeps the database from taking writes, then tells Vault to step down. If it is not certain, takes back what it can. */
export async function closeDatabase(context: PostgresContext, cluster: ClusterName, limitMs: number): Promise<Closed> {
  const { evidence, deadline } = context;
  const database = context.databases[cluster];
  try {
    const lastWal = lsnNumber(await database.refuseWrites(deadline.cut(limitMs)));
    evidence.accept(cluster, 'secondary');
    await stepDown(context, cluster);
    return { kind: 'closed', lastWal };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.mayHaveEffect) await database.acceptWrites(STEP_DOWN_MS).catch(() => undefined);
    return { kind: 'open', detail: error.message, mayHaveEffect: error.mayHaveEffect };
  }
}

/** Without it, the active node goes on to answer reads until it cannot renew its lock. */
async function stepDown(context: PostgresContext, cluster: ClusterName): Promise<void> {
  const { stepDownToken, clock, deadline } = context;
  if (stepDownToken === undefined) return;
  // The fence has ended the sessions of the node, so the first call may fail. The fence holds without any.
  await poll(() => tryStepDown({ ...context, stepDownToken }, cluster), {
    clock,
    deadline: deadline.within(STEP_DOWN_MS),
    backOff: BETWEEN_LOOKS,
  });
}

async function tryStepDown(
  { vault, stepDownToken, deadline }: PostgresContext & Required<Pick<PostgresOptions, 'stepDownToken'>>,
  cluster: ClusterName,
): Promise<true | undefined> {
  try {
    const token = await stepDownToken(cluster);
    await vault[cluster].write('sys/step-down', { timeoutMs: Math.max(1, deadline.cut(STEP_DOWN_MS)), token });
    return true;
  } catch (error) {
    if (!(error instanceof VaultDrError)) throw error;
    return error.retryable ? undefined : true;
  }
}
