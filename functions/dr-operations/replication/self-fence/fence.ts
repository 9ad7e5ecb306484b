import { OVERTAKEN, type StepContext, type StepResult } from '../../execute/context';
import { upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { ReplicationDriver } from '../driver';
import { MAJORITY, type FenceRows } from './rows';

export interface SelfFence {
  readonly rows: FenceRows;
  /** From the moment when the servers are told to stop until all of them have, seconds. */
  readonly afterSeconds: number;
}

/**
 * Tells the servers of a silent cluster to stop, and tries the fence that the kind of replication has at the same time. If
 * that is not confirmed, waits until the servers have stopped by themselves.
 */
export async function fence(
  { fence: own }: ReplicationDriver,
  selfFence: SelfFence,
  context: StepContext,
  step: StepOf<'fence'>,
): Promise<StepResult> {
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const { cluster } = step;
  const { clock } = context;
  const [told, tried] = await Promise.all([
    // The time counts from here: a server that found two tables without the row has read them before.
    selfFence.rows.write(cluster, clock.now()).then((tables) => ({ tables, at: clock.now() })),
    own?.(context, step) ?? notConfirmed(cluster, 'there is no other way to fence it'),
  ]);
  const result = { ...tried, effect: true };
  if (tried.run?.fence?.outcome === 'confirmed') return result;
  // The other cluster is promoted next, whatever the servers of this one do. The row stops those that read it.
  if (step.brief && tried.run?.fence) return result;
  const problem = tried.run?.fence
    ? await waitOut(selfFence, context, { cluster, told })
    : (tried.detail ?? 'the clusters have changed');
  if (problem === undefined) {
    const detail = `its servers had ${selfFence.afterSeconds} s to stop Vault by themselves`;
    return { effect: true, run: { fence: { cluster, outcome: 'waited-out', detail } }, detail };
  }
  await selfFence.rows.remove(cluster);
  if (tried.run?.fence === undefined) return result;
  return notConfirmed(cluster, `${tried.run.fence.detail ?? ''}; ${problem}`);
}

interface Told {
  readonly cluster: StepOf<'fence'>['cluster'];
  readonly told: { readonly tables: number; readonly at: number };
}

/** @returns why the servers may still run, or `undefined` if they have stopped */
async function waitOut(
  { afterSeconds }: SelfFence,
  { clock, deadline, evidence }: StepContext,
  { cluster, told }: Told,
): Promise<string | undefined> {
  if (told.tables < MAJORITY) return `only ${told.tables} of three tables could tell its servers to stop`;
  const rest = Math.max(0, told.at + afterSeconds * 1000 - clock.now());
  if (deadline.remainingMs() <= rest) return 'the time for this operation is too short to wait until they stop';
  await clock.wait(rest);
  const seen = upCluster(await evidence.look(cluster));
  if (seen?.mode !== 'primary') return undefined;
  return `it still serves after ${afterSeconds} s, so that not all of its servers run the agent`;
}

const notConfirmed = (cluster: Told['cluster'], detail: string): StepResult => ({
  effect: true,
  run: { fence: { cluster, outcome: 'not-confirmed', detail } },
  detail,
});
