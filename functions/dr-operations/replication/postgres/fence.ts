import { otherCluster, type ClusterName } from '../../../shared/contract';
import { Deadline } from '../../../shared/clock';
import { asKnown, VaultDrError } from '../../../shared/errors';
import { poll } from '../../../shared/retry';
import { OVERTAKEN, type StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import { roleOf, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { Secret } from '../../../shared/secret';
import type { PostgresContext } from './context';
import { DatabaseError } from './database';
import { lsnNumber } from './lsn';

const REFUSE_WRITES_MS = 5_000;
/** Limit of a fence if the operator has accepted that it may fail. */
const BRIEF_MS = 1_500;
const STEP_DOWN_MS = 2_000;
/** For all tries to take a fence back, and for one of them. */
const TAKE_BACK_MS = 4_000;
const ACCEPT_WRITES_MS = 2_000;

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
  | {
      readonly kind: 'open';
      readonly detail: string;
      readonly mayHaveEffect: boolean;
      /** Whether it may refuse writes all the same. @default false */
      readonly mayBeClosed?: true;
    };

/** Keeps the database from taking writes, then tells Vault to step down. If it is not certain, takes back what it can. */
export async function closeDatabase(context: PostgresContext, cluster: ClusterName, limitMs: number): Promise<Closed> {
  const { evidence, deadline, mayTakeBack } = context;
  const database = context.databases[cluster];
  const token = await tokenBefore(context, cluster);
  try {
    const lastWal = lsnNumber(await database.refuseWrites(deadline.cut(limitMs), mayTakeBack));
    evidence.acceptFence(cluster);
    if (token) await stepDown(context, cluster, token);
    return { kind: 'closed', lastWal };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { message, mayHaveEffect } = error;
    const whyFenced = mayHaveEffect ? await takeBack(context, cluster) : undefined;
    if (whyFenced === undefined) return { kind: 'open', detail: message, mayHaveEffect };
    const detail = `${message}; it may refuse writes now, and ${whyFenced}`;
    return { kind: 'open', detail, mayHaveEffect, mayBeClosed: true };
  }
}

/**
 * The token for the step-down. It is asked for before the fence, because a first login writes. A cluster that is not known to
 * serve is not asked. The fence holds without a token, too.
 */
async function tokenBefore(
  { stepDownToken, evidence }: PostgresContext,
  cluster: ClusterName,
): Promise<Secret | undefined> {
  if (stepDownToken === undefined || !upCluster(evidence.of(cluster))?.serving) return undefined;
  try {
    return await stepDownToken(cluster);
  } catch (error) {
    if (error instanceof VaultDrError) return undefined;
    throw error;
  }
}

/**
 * A primary that stays fenced is an outage. The old one of two primaries stays fenced, because both would take writes again.
 *
 * @returns why the fence may still be there; `undefined` if it is certain that it is gone
 * @throws LeaseError
 */
export async function takeBack(context: PostgresContext, cluster: ClusterName): Promise<string | undefined> {
  const { clock, mayTakeBack } = context;
  const other = otherCluster(cluster);
  if (await isPrimary(context, other)) return `the fence stays, because ${other} is primary`;
  const deadline = Deadline.in(clock, TAKE_BACK_MS);
  const isOpen = await poll(
    () =>
      context.databases[cluster].acceptWrites(Math.max(1, deadline.cut(ACCEPT_WRITES_MS)), mayTakeBack).then(
        () => true,
        (error: unknown) => void asKnown(error),
      ),
    { clock, deadline, backOff: BETWEEN_LOOKS },
  );
  return isOpen ? undefined : 'the fence could not be taken back';
}

/** Whether it was primary when the step began, or is now. The fence took time, in which a person may have promoted it. */
async function isPrimary({ world, evidence }: PostgresContext, cluster: ClusterName): Promise<boolean> {
  if (roleOf(world, cluster) === 'primary') return true;
  const seen = await evidence.look(cluster);
  return (seen.kind === 'up' || seen.kind === 'changing') && seen.mode === 'primary';
}

/** Without it, the active node goes on to answer reads until it cannot renew its lock. */
async function stepDown(context: PostgresContext, cluster: ClusterName, token: Secret): Promise<void> {
  const { clock, deadline } = context;
  // The fence has ended the sessions of the node, so the first call may fail.
  const limit = deadline.within(STEP_DOWN_MS);
  await poll(() => tryStepDown({ ...context, deadline: limit }, cluster, token), {
    clock,
    deadline: limit,
    backOff: BETWEEN_LOOKS,
  });
}

/** @throws LeaseError */
async function tryStepDown(
  { vault, deadline, mayTakeBack }: PostgresContext,
  cluster: ClusterName,
  token: Secret,
): Promise<true | undefined> {
  // While this process was paused, another operation may have made it the primary again.
  await mayTakeBack();
  try {
    await vault[cluster].write('sys/step-down', { timeoutMs: Math.max(1, deadline.cut(STEP_DOWN_MS)), token });
    return true;
  } catch (error) {
    if (!(error instanceof VaultDrError)) throw error;
    return error.retryable ? undefined : true;
  }
}
