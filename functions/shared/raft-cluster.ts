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
 * The version that a snapshot is of, asked for after it was taken. A cluster may have been upgraded meanwhile, and a version that
 * is too old would let an older cluster restore the file. Without an answer it is the one that it ran before.
 */
export async function versionOfSnapshot(
  vault: Vault,
  { version }: Pick<RaftCluster, 'version'>,
  timeoutMs: number,
): Promise<string> {
  const after = await lookAtRaft(vault, timeoutMs).catch(asKnown);
  return after instanceof Error || isOlder(after.version, version) ? version : after.version;
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
