import type { ClusterName } from '../../../shared/contract';
import { StepError, VaultDrError, VaultResponseError } from '../../../shared/errors';
import { committedIndex, NotServingError } from '../../../shared/raft-cluster';
import { repeat } from '../../../shared/retry';
import type { SnapshotContext } from './context';

const CALL_MS = 2_000;
/** A node seals itself within two seconds. One of several hands its role to another one first. */
const SEAL_MS = 20_000;
const BETWEEN = { firstMs: 2, mostMs: 20 };

/**
 * Seals whichever node is active, until none is. Each look at the raft index is a moment at which it was not higher, so the
 * index is read all the time until the seal.
 *
 * @param index the last one that was read
 * @returns the highest raft index that was seen
 * @throws StepError if a node is still active at the end
 */
export async function seal(context: SnapshotContext, cluster: ClusterName, index: number): Promise<number> {
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
    await repeat<{ sealed: true }>({ clock, backOff: BETWEEN }, async (pause) => {
      if (await isSealed(context, cluster)) return { sealed: true };
      if (deadline.remainingMs() <= pause) {
        throw new StepError(
          `${cluster} is not sealed: ${failure?.message ?? 'a node is still active'}`,
          'Stop its servers, then run the same operation again.',
        );
      }
      failure = await logins
        .with(cluster, (token) => vault[cluster].write('sys/seal', { token, timeoutMs: CALL_MS }))
        .then(() => undefined, asKnown);
      return undefined;
    });
  } finally {
    isOver = true;
    await watching;
  }
  return highest;
}

function asKnown(error: unknown): VaultDrError {
  if (error instanceof VaultDrError) return error;
  throw error;
}

/** Whether the address leads to a sealed node. No answer is no proof. */
async function isSealed({ vault }: SnapshotContext, cluster: ClusterName): Promise<boolean> {
  try {
    const { status } = await vault[cluster].read('sys/health', CALL_MS);
    return status === 503;
  } catch (error) {
    if (error instanceof NotServingError || error instanceof VaultResponseError) return false;
    return asKnown(error) === undefined;
  }
}

/** It takes no more writes, whatever a look that is under way still says. */
export const sealed = ({ evidence }: SnapshotContext, cluster: ClusterName): void =>
  evidence.accept(cluster, 'secondary');
