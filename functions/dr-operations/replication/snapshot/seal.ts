import type { ClusterName } from '../../../shared/contract';
import { asKnown, StepError, type VaultDrError } from '../../../shared/errors';
import { committedIndex } from '../../../shared/raft-cluster';
import { repeat } from '../../../shared/retry';
import type { SnapshotContext } from './context';

const CALL_MS = 2_000;
/** A node seals itself within two seconds. One of several hands its role to another one first. */
const SEAL_MS = 20_000;
/** Time until each server has confirmed that Vault is stopped. */
const STOP_MS = 30_000;
const SEALED = 503;
/** A node that is not active. */
const STANDBY = 429;
const BETWEEN = { firstMs: 2, mostMs: 20 };

/** How a cluster was taken down, and the highest raft index that was seen. */
export interface Down {
  readonly highest: number;
  readonly how: 'sealed' | 'stopped';
}

interface Before {
  /** The last raft index that was read. */
  readonly index: number;
  /** Whether Vault is stopped on all servers but one. */
  readonly isAlone: boolean;
}

/**
 * Seals whichever node is active, until none is. Each look at the raft index is a moment at which it was not higher, so the
 * index is read all the time until the seal. A node that is alone is soon no longer active, and Vault refuses to seal it then:
 * it is stopped.
 *
 * @throws StepError if a node may still be active at the end
 */
export async function takeDown(
  context: SnapshotContext,
  cluster: ClusterName,
  { index, isAlone }: Before,
): Promise<Down> {
  const { vault, logins, clock } = context;
  const deadline = context.deadline.within(SEAL_MS);
  let highest = index;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const seen = await committedIndex(vault[cluster], CALL_MS).catch(() => undefined);
      highest = Math.max(highest, seen ?? 0);
      if (seen === undefined) await clock.wait(BETWEEN.mostMs);
    }
  })();
  let failure: VaultDrError | undefined;
  try {
    const { how } = await repeat<Pick<Down, 'how'>>({ clock, backOff: BETWEEN }, async (pause) => {
      const status = await statusOf(context, cluster);
      if (status === SEALED) return { how: 'sealed' };
      if (isAlone && status === STANDBY) return stop(context, cluster);
      if (deadline.remainingMs() <= pause) {
        if (isAlone) return stop(context, cluster);
        throw notDown(cluster, failure?.message ?? 'a node is still active');
      }
      await context.mayTakeBack();
      failure = await logins
        .with(cluster, (token) => vault[cluster].write('sys/seal', { token, timeoutMs: CALL_MS }))
        .then(() => undefined, asKnown);
      return undefined;
    });
    return { how, highest };
  } finally {
    isOver = true;
    await watching;
  }
}

/** @throws StepError */
async function stop(context: SnapshotContext, cluster: ClusterName): Promise<{ how: 'stopped' }> {
  const { nodes, deadline } = context;
  await context.mayTakeBack();
  const outcome = await nodes.stopAll(cluster, deadline.within(STOP_MS));
  if (outcome.kind === 'stopped') return { how: 'stopped' };
  throw notDown(cluster, outcome.detail);
}

const notDown = (cluster: ClusterName, detail: string): StepError =>
  new StepError(`${cluster} is not sealed: ${detail}`, 'Stop its servers, then run the same operation again.');

/** What the node says that the address leads to. @returns `undefined` without an answer, which is no proof */
async function statusOf({ vault }: SnapshotContext, cluster: ClusterName): Promise<number | undefined> {
  try {
    return (await vault[cluster].read('sys/health', CALL_MS)).status;
  } catch (error) {
    asKnown(error);
    return undefined;
  }
}

/** It takes no more writes. If it shows from now on that it does, it was started again or has unsealed itself. */
export const sealed = ({ evidence }: SnapshotContext, cluster: ClusterName): void =>
  evidence.accept(cluster, 'secondary', true);
