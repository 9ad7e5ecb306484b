import { randomUUID } from 'node:crypto';
import { Deadline, type Clock } from '../../functions/shared/clock';
import { observeCluster, type UpCluster } from '../../functions/shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { NoAnswerError, StepError, VaultDrError } from '../../functions/shared/errors';
import { poll } from '../../functions/shared/retry';
import { issueSecondaryToken, revokeSecondary, type CallOptions } from '../../functions/shared/secondary-token';
import type { Secret } from '../../functions/shared/secret';
import type { VaultClients } from '../../functions/shared/vault-config';
import type { EnvironmentSettings } from '../config';
import type { EnableStep } from './plan';

/** Clients and tokens that the steps need. */
export interface EnableContext {
  readonly settings: EnvironmentSettings;
  readonly vault: VaultClients;
  /** A token for each cluster: before it is enabled, a secondary does not know the tokens of the primary. */
  readonly tokens: Readonly<Record<ClusterName, Secret | undefined>>;
  readonly clock: Clock;
  /** Lets the Lambda in the cluster's region store the first operation token. @throws VaultDrError */
  readonly writeToken: (cluster: ClusterName) => Promise<void>;
}

const CALL_MS = 30_000;
const PROBE_MS = 2_000;
const ROLE_MS = 120_000;
/** The first copy can be large. If this is too short, the next run continues to wait. */
const SYNC_MS = 600_000;
const CANARY_MS = 30_000;
const BACK_OFF = { firstMs: 50, mostMs: 1_000 };
/** The cubbyhole is private to the token and ends with it. */
const CANARY_PATH = 'cubbyhole/vault-dr-canary';

/** Executes one step. @throws VaultDrError if the step does not complete; running the command again continues */
export async function executeEnable(context: EnableContext, { kind, cluster }: EnableStep): Promise<void> {
  switch (kind) {
    case 'enable-primary':
      return enablePrimary(context, cluster);
    case 'enable-secondary':
      return enableSecondary(context, cluster);
    case 'await-stream':
      return awaitState(context, cluster, SYNC_MS, ({ state }) => state === 'stream-wals', 'does not stream WALs yet');
    case 'canary':
      return sendCanary(context, cluster);
    case 'first-token':
      return context.writeToken(cluster);
  }
}

async function enablePrimary(context: EnableContext, cluster: ClusterName): Promise<void> {
  const { clusterAddress } = context.settings[cluster];
  const body = clusterAddress === undefined ? {} : { primary_cluster_addr: clusterAddress };
  await change(context, cluster, 'primary/enable', body);
  await awaitState(
    context,
    cluster,
    ROLE_MS,
    ({ mode, serving }) => mode === 'primary' && serving,
    'is not primary yet',
  );
}

async function enableSecondary(context: EnableContext, cluster: ClusterName): Promise<void> {
  const { settings, vault } = context;
  const primary = otherCluster(cluster);
  const token = await secondaryToken(context, primary, cluster);
  await change(context, cluster, 'secondary/enable', {
    token: token.reveal(),
    primary_api_addr: vault[primary].address,
    ...(settings.linkCaFile !== undefined && { ca_file: settings.linkCaFile }),
  });
  await awaitState(context, cluster, ROLE_MS, ({ mode }) => mode === 'secondary', 'is not a secondary yet');
}

async function secondaryToken(context: EnableContext, primary: ClusterName, id: ClusterName): Promise<Secret> {
  const { vault, tokens } = context;
  const seen = await observeCluster(vault[primary], PROBE_MS);
  const options = withToken(tokens[primary]);
  // The token of an earlier run may be used up, and its id must be revoked before it can be issued again.
  if (seen.kind === 'up' && seen.knownSecondaries.includes(id)) await revokeSecondary(vault[primary], id, options);
  return issueSecondaryToken(vault[primary], id, options);
}

/** Changes a role. A lost answer is not an error, because the new role is awaited afterwards. */
async function change(
  { vault, tokens }: EnableContext,
  cluster: ClusterName,
  path: string,
  body: object,
): Promise<void> {
  try {
    const options = { ...withToken(tokens[cluster]), body: body as Readonly<Record<string, unknown>> };
    await vault[cluster].write(`sys/replication/dr/${path}`, options);
  } catch (error) {
    if (!(error instanceof NoAnswerError && error.mayHaveEffect)) throw error;
  }
}

const withToken = (token: Secret | undefined): CallOptions => ({
  timeoutMs: CALL_MS,
  ...(token && { token }),
});

async function awaitState(
  { vault, clock }: EnableContext,
  cluster: ClusterName,
  limitMs: number,
  isReached: (seen: UpCluster) => boolean,
  otherwise: string,
): Promise<void> {
  const deadline = Deadline.in(clock, limitMs);
  const look = async (): Promise<true | undefined> => {
    const seen = await observeCluster(vault[cluster], PROBE_MS);
    return seen.kind === 'up' && isReached(seen) ? true : undefined;
  };
  if (await poll(look, { clock, deadline, backOff: BACK_OFF })) return;
  throw new StepError(
    `${cluster} ${otherwise}`,
    'Check its log, and port 8201 between the clusters. Running the command again continues.',
  );
}

/** Writes on the primary and waits until the secondary has the primary's last WAL after the write. */
async function sendCanary(context: EnableContext, secondary: ClusterName): Promise<void> {
  const { vault, tokens } = context;
  const primary = otherCluster(secondary);
  const options = withToken(tokens[primary]);
  await vault[primary].write(CANARY_PATH, { ...options, body: { id: randomUUID() } });
  const written = await observeCluster(vault[primary], PROBE_MS);
  const wal = written.kind === 'up' ? written.lastWal : undefined;
  if (wal === undefined) throw new StepError(`${primary} does not report its last WAL`, 'Run the command again.');
  const arrived = ({ lastRemoteWal, connected }: UpCluster): boolean =>
    connected !== false && lastRemoteWal !== undefined && lastRemoteWal >= wal;
  await awaitState(context, secondary, CANARY_MS, arrived, `has not received a write of ${primary}`);
  await vault[primary].call('DELETE', CANARY_PATH, options).catch((error: unknown) => {
    if (!(error instanceof VaultDrError)) throw error;
  });
}
