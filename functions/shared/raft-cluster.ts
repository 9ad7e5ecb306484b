import * as v from 'valibot';
import { asKnown, BadAnswerError, VaultDrError } from './errors';
import type { Vault } from './vault-client';
import { isOlder } from './version';

/** What a cluster with raft storage says without a token. */
export interface RaftCluster {
  readonly clusterId: string;
  readonly version: string;
  /** An active node that serves. */
  readonly isActive: boolean;
  /** By the clock of the cluster, milliseconds since the epoch, in whole seconds. */
  readonly serverTimeMs: number;
  readonly seal: string;
  /** Raft index of the last write that is committed. */
  readonly index: number;
}

const text = v.pipe(v.string(), v.minLength(1));
const HEALTH = v.object({ cluster_id: text, version: text, server_time_utc: v.number() });
const SEAL = v.object({ type: text });
const LEADER = v.object({ raft_committed_index: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) });

/** The cluster has no active node that serves, so nothing can be copied from it. */
export class NotServingError extends VaultDrError {
  override readonly retryable = true;
}

/** The cluster is another one than before the snapshot, so that nobody knows which of the two the file is of. */
export class RestoredMeanwhileError extends VaultDrError {
  override readonly retryable = true;

  constructor(address: string) {
    super(`${address} was restored or made anew while its snapshot was taken`, 'Nothing to do: the next copy is fine.');
  }
}

/**
 * Looks at an unsealed cluster. None of the paths needs a token, so that a look writes nothing.
 *
 * @throws NotServingError if it is sealed or not initialised; NoAnswerError; BadAnswerError if it has no raft storage
 */
export async function lookAtRaft(vault: Vault, timeoutMs: number): Promise<RaftCluster> {
  const [health, seal, index] = await Promise.all([
    vault.read('sys/health', timeoutMs),
    vault.read('sys/seal-status', timeoutMs),
    committedIndex(vault, timeoutMs),
  ]);
  if (health.status === 501 || health.status === 503) {
    throw new NotServingError(
      `${vault.address} is ${health.status === 501 ? 'not initialised' : 'sealed'}`,
      'Bring it up first.',
    );
  }
  const [facts, sealed] = [v.safeParse(HEALTH, health.body), v.safeParse(SEAL, seal.body)];
  if (!facts.success) throw new BadAnswerError(vault.address, 'sys/health', 'not-vault');
  if (!sealed.success) throw new BadAnswerError(vault.address, 'sys/seal-status', 'not-vault');
  const { cluster_id: clusterId, version, server_time_utc: seconds } = facts.output;
  return {
    clusterId,
    version,
    isActive: health.status === 200,
    serverTimeMs: seconds * 1000,
    seal: sealed.output.type,
    index,
  };
}

/**
 * What a snapshot is of, asked for after it was taken. A cluster may have been restored meanwhile, and a file that has the id
 * of the empty cluster before that would pass for one of another cluster ever after. It may have been upgraded too, and a
 * version that is too old would let an older cluster restore the file.
 *
 * Without an answer, what it said before counts.
 *
 * @param isIdSure whether nothing can have changed the id, so that no answer is needed
 * @throws RestoredMeanwhileError; NoAnswerError, NotServingError, BadAnswerError if the id is not sure
 */
export async function identityOfSnapshot(
  vault: Vault,
  { clusterId, version }: Pick<RaftCluster, 'clusterId' | 'version'>,
  { isIdSure, timeoutMs }: { readonly isIdSure: boolean; readonly timeoutMs: number },
): Promise<Pick<RaftCluster, 'clusterId' | 'version'>> {
  const after = await lookAtRaft(vault, timeoutMs).catch(asKnown);
  if (after instanceof Error) {
    if (isIdSure) return { clusterId, version };
    throw after;
  }
  if (after.clusterId !== clusterId) throw new RestoredMeanwhileError(vault.address);
  return { clusterId, version: isOlder(after.version, version) ? version : after.version };
}

/**
 * Raft index of the last write that is committed. A sealed node has none.
 *
 * @throws NotServingError if it is sealed; NoAnswerError; BadAnswerError
 * @see https://developer.hashicorp.com/vault/api-docs/system/leader
 */
export async function committedIndex(vault: Vault, timeoutMs: number): Promise<number> {
  const { status, body } = await vault.read('sys/leader', timeoutMs);
  if (status >= 500) throw new NotServingError(`${vault.address} does not serve (${status})`, 'Bring it up first.');
  const parsed = v.safeParse(LEADER, body);
  if (!parsed.success) throw new BadAnswerError(vault.address, 'sys/leader', 'not-vault');
  return parsed.output.raft_committed_index;
}
