import { createReadStream } from 'node:fs';
import * as v from 'valibot';
import type { Clock, Deadline } from '../shared/clock';
import { findParkedFile, type ParkRecord } from '../dr-operations/replication/snapshot';
import type { ClusterName } from '../shared/contract';
import { asKnown, BadAnswerError, NoAnswerError, StepError, VaultDrError, VaultResponseError } from '../shared/errors';
import { isParkedAndEmpty } from '../shared/parked';
import { lookAtRaft } from '../shared/raft-cluster';
import { poll } from '../shared/retry';
import { Secret } from '../shared/secret';
import type { SnapshotFile, SnapshotStore } from '../shared/snapshot-store';
import { withCopy } from '../shared/take-snapshot';
import type { VaultFileClients } from '../shared/vault-config';
import { isOlder } from '../shared/version';

/** What is done to the servers of a cluster to empty it. Each call can be repeated, and ends by its deadline. */
export interface EmptiedServers {
  /**
   * Stops Vault on all servers, and deletes its data there.
   *
   * @param isStopped the cluster was stopped in place of a seal: a server on which Vault runs again keeps its data
   * @returns the servers
   * @throws StepError
   */
  wipe(cluster: ClusterName, deadline: Deadline, isStopped: boolean): Promise<readonly string[]>;
  /** Starts Vault on one server; unset: on all. @throws StepError */
  start(cluster: ClusterName, deadline: Deadline, only?: string): Promise<void>;
  /** Restarts Vault on one server. @throws StepError */
  restartOne(cluster: ClusterName, only: string, deadline: Deadline): Promise<void>;
}

export interface ParkOptions {
  readonly servers: EmptiedServers;
  readonly vault: VaultFileClients;
  readonly login: (cluster: ClusterName) => Promise<Secret>;
  readonly stores: Readonly<Record<ClusterName, SnapshotStore>>;
  readonly mount: string;
  readonly clock: Clock;
}

const CALL_MS = 3_000;
/** Vault makes and writes all its keys. */
const INIT_MS = 60_000;
/** A restore waits for five seconds itself. */
const RESTORE_MS = 120_000;
const BEGIN_MS = 90_000;
const MOST_BYTES = 16 * 1024 * 1024;
const BETWEEN_LOOKS = { firstMs: 100, mostMs: 1_000 };
/** Answer of `sys/health`. */
const UNINITIALISED = 501;

const INITIALISED = v.object({ root_token: v.pipe(v.string(), v.minLength(1)) });
const SEAL = v.object({ type: v.string(), version: v.optional(v.string()) });
const AGAIN = 'Run rejoin again: it empties the servers once more and begins anew.';

/**
 * Makes a sealed cluster a parked one: empties its servers, initialises it on one of them, restores the file of a parked cluster
 * there, and starts the others, which join. Until then the cluster has one server, so that no other can be initialised. A call
 * after one that was killed begins anew.
 *
 * The recovery key and the root token of the empty cluster stay in memory. The restore replaces them by those of the file.
 *
 * @param record is told of the deletion when nothing is left that could refuse it
 * @param isStopped it was stopped in place of a seal: a server on which Vault runs again keeps its data
 * @returns whether it was done; `false`: the record did not allow it
 * @throws VaultDrError; what is missing or does not fit is found before anything is deleted or written down
 */
export async function parkCluster(
  options: ParkOptions,
  cluster: ClusterName,
  deadline: Deadline,
  record: ParkRecord,
  isStopped: boolean,
): Promise<boolean> {
  const { servers } = options;
  const { file, store } = await parkedFile(options, cluster);
  await refuseUnreadable(options, cluster, file);
  const source = await store.open(file, AbortSignal.timeout(CALL_MS * 5));
  const isDone = await withCopy(source, { mostBytes: MOST_BYTES }, async (path, facts) => {
    if (facts.sha256 !== file.sha256) {
      throw new StepError(
        `${file.key} in ${store.bucket} is not the file that was verified when it was put there`,
        'Restore its earlier version, and look at who can write to the bucket.',
      );
    }
    if (!(await record.begins())) return false;
    const [first] = await servers.wipe(cluster, deadline, isStopped);
    if (first === undefined) throw new StepError(`${cluster} has no server`, AGAIN);
    await record.emptied();
    await servers.start(cluster, deadline, first);
    const { mayGoOn } = record;
    const rootToken = await initialise(options, { cluster, mayGoOn }, deadline);
    await record.made(await idOf(options, cluster, deadline));
    await restore(options, { cluster, path, bytes: facts.bytes, file, rootToken, mayGoOn }, deadline);
    await mayGoOn();
    // It still has the TLS keys of the empty cluster in memory. Servers that join get those of the file, and would never hear it.
    await servers.restartOne(cluster, first, deadline);
    await untilParked(options, cluster, deadline);
    return true;
  });
  if (!isDone) return false;
  await record.mayGoOn();
  await servers.start(cluster, deadline);
  return true;
}

/** @throws StepError if there is none */
async function parkedFile(
  { stores }: ParkOptions,
  cluster: ClusterName,
): Promise<{ readonly file: SnapshotFile; readonly store: SnapshotStore }> {
  const found = await findParkedFile(stores, cluster);
  if (found) return found;
  throw new StepError(
    'No bucket has a file of a parked cluster: it is taken within minutes after a cluster is parked',
    `Park ${cluster} by hand this time: empty its servers, initialise it, apply its settings and write the marker (docs/community.md). Then run rejoin.`,
  );
}

/** @throws StepError for a file that the software or the seal of the cluster cannot read */
async function refuseUnreadable({ vault }: ParkOptions, cluster: ClusterName, file: SnapshotFile): Promise<void> {
  // A killed call may have stopped all servers. It looked before.
  const answer = await vault[cluster].read('sys/seal-status', CALL_MS).catch(asKnown);
  const seen = answer instanceof VaultDrError ? undefined : v.safeParse(SEAL, answer.body);
  if (!seen?.success) return;
  const { type, version } = seen.output;
  if (type !== file.seal) {
    throw new StepError(
      `${cluster} has the seal ${type}, and ${file.key} was made with ${file.seal}`,
      'Give both clusters the same seal with the same key.',
    );
  }
  if (!isOlder(version, file.version)) return;
  throw new StepError(
    `${cluster} runs ${version}, and ${file.key} was made by ${file.version}: an older version may not read it`,
    `Upgrade ${cluster}, then run rejoin.`,
  );
}

/** @returns the root token @throws StepError if the cluster has to be emptied again */
async function initialise(
  { vault, clock }: ParkOptions,
  { cluster, mayGoOn }: { readonly cluster: ClusterName } & Pick<ParkRecord, 'mayGoOn'>,
  deadline: Deadline,
): Promise<Secret> {
  let last = 'it gives no answer';
  const limits = { clock, deadline: deadline.within(BEGIN_MS), backOff: BETWEEN_LOOKS };
  const token = await poll(async () => {
    try {
      const { status } = await vault[cluster].read('sys/health', CALL_MS);
      last = `sys/health answers ${status}`;
      if (status !== UNINITIALISED) return undefined;
      await mayGoOn();
      return await callInit(vault[cluster], Math.max(1, deadline.cut(INIT_MS)));
    } catch (error) {
      if (!(error instanceof NoAnswerError) || error.mayHaveEffect) throw error;
      last = error.message;
      return undefined;
    }
  }, limits);
  if (token) return token;
  throw new StepError(
    `${cluster} was emptied and does not begin anew: ${last}`,
    'Look at the log of its servers. If one still has its data, correct nodes.dataPath. Then run rejoin again.',
    { retryable: true },
  );
}

/** With a seal that unseals by itself there is a recovery key, which the restore replaces too. */
async function callInit(vault: VaultFileClients[ClusterName], timeoutMs: number): Promise<Secret> {
  const body = { recovery_shares: 1, recovery_threshold: 1 };
  try {
    const parsed = v.safeParse(INITIALISED, await vault.write('sys/init', { timeoutMs, body }));
    if (parsed.success) return new Secret(parsed.output.root_token);
  } catch (error) {
    // A look before it may be repeated. This call may not: its answer has the only root token.
    if (error instanceof NoAnswerError && !error.mayHaveEffect) throw error;
    if (!(error instanceof VaultDrError)) throw error;
    throw new StepError(`${vault.address} was not initialised as far as is known: ${error.message}`, AGAIN, {
      retryable: true,
    });
  }
  throw new BadAnswerError(vault.address, 'sys/init', 'not-vault');
}

async function idOf({ vault, clock }: ParkOptions, cluster: ClusterName, deadline: Deadline): Promise<string> {
  const id = await poll(
    async () => {
      const seen = await lookAtRaft(vault[cluster], CALL_MS).catch(asKnown);
      return seen instanceof VaultDrError || !seen.isActive ? undefined : seen.clusterId;
    },
    { clock, deadline: deadline.within(BEGIN_MS), backOff: BETWEEN_LOOKS },
  );
  if (id !== undefined) return id;
  throw new StepError(`${cluster} was initialised and does not serve`, `Look at its logs. ${AGAIN}`, {
    retryable: true,
  });
}

interface RestoreOptions extends Pick<ParkRecord, 'mayGoOn'> {
  readonly cluster: ClusterName;
  readonly path: string;
  readonly bytes: number;
  readonly file: SnapshotFile;
  readonly rootToken: Secret;
}

/** Restores until the cluster shows that it is parked. A second restore of the same file changes nothing. @throws StepError */
async function restore(
  options: ParkOptions,
  { cluster, path, bytes, file, rootToken: token, mayGoOn }: RestoreOptions,
  deadline: Deadline,
): Promise<void> {
  const { vault, clock } = options;
  const within = deadline.within(RESTORE_MS);
  let last = 'it does not show that it is parked';
  let isAccepted = false;
  const isParked = await poll(
    async () => {
      if (await isParkedNow(options, cluster)) return true;
      if (isAccepted) return undefined;
      await mayGoOn();
      try {
        await vault[cluster].upload(
          'sys/storage/raft/snapshot',
          { body: createReadStream(path), bytes },
          { token, timeoutMs: Math.max(1, within.remainingMs()) },
        );
        isAccepted = true;
      } catch (error) {
        if (!(error instanceof VaultDrError)) throw error;
        last = error.message;
        if (error instanceof VaultResponseError && error.status === 400) throw unreadable(cluster, file, error);
      }
      return undefined;
    },
    { clock, deadline: within, backOff: BETWEEN_LOOKS },
  );
  if (isParked) return;
  throw new StepError(`${cluster} was initialised, and the restore of ${file.key} did not succeed: ${last}`, AGAIN, {
    retryable: true,
  });
}

async function untilParked(options: ParkOptions, cluster: ClusterName, deadline: Deadline): Promise<void> {
  const isParked = await poll(async () => (await isParkedNow(options, cluster)) || undefined, {
    clock: options.clock,
    deadline: deadline.within(BEGIN_MS),
    backOff: BETWEEN_LOOKS,
  });
  if (isParked) return;
  throw new StepError(`${cluster} was restored and does not serve after a restart`, `Look at its logs. ${AGAIN}`, {
    retryable: true,
  });
}

const unreadable = (cluster: ClusterName, file: SnapshotFile, cause: VaultResponseError): StepError =>
  new StepError(
    `${cluster} cannot read ${file.key}: ${cause.message}`,
    'Give it the same seal with the same key as the other cluster, then run rejoin again.',
    { cause },
  );

async function isParkedNow({ vault, login, mount }: ParkOptions, cluster: ClusterName): Promise<boolean> {
  try {
    if (!(await lookAtRaft(vault[cluster], CALL_MS)).isActive) return false;
    return await isParkedAndEmpty(vault[cluster], { mount, token: await login(cluster), timeoutMs: CALL_MS });
  } catch (error) {
    if (error instanceof VaultDrError) return false;
    throw error;
  }
}
