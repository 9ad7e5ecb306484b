import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { Deadline, type Clock } from '../../functions/shared/clock';
import { observeCluster, type UpCluster } from '../../functions/shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { BadAnswerError, NoAnswerError, StepError, VaultDrError } from '../../functions/shared/errors';
import { poll } from '../../functions/shared/retry';
import { Secret } from '../../functions/shared/secret';
import type { VaultClients } from '../../functions/shared/vault-config';
import type { EnvironmentSettings } from '../config';
import type { EnableStep } from './plan';

/** Everything that a step acts with. */
export interface EnableContext {
  readonly settings: EnvironmentSettings;
  readonly vault: VaultClients;
  /** A token of each cluster: before its enablement a secondary knows no other cluster's. */
  readonly tokens: Readonly<Record<ClusterName, Secret | undefined>>;
  readonly clock: Clock;
  /** Has the first token written in a region. @throws VaultDrError */
  readonly writeToken: (region: ClusterName) => Promise<void>;
}

const CALL_MS = 30_000;
const PROBE_MS = 2_000;
const ROLE_MS = 120_000;
/** The first copy can be large; the next run goes on waiting. */
const SYNC_MS = 600_000;
const CANARY_MS = 30_000;
const BACK_OFF = { firstMs: 50, mostMs: 1_000 };
/** Every token has one; nobody else sees it, and it ends with the token. */
const CANARY_PATH = 'cubbyhole/vault-dr-canary';

const WRAPPED = v.object({ wrap_info: v.object({ token: v.pipe(v.string(), v.minLength(1)) }) });

/** Does one step. @throws VaultDrError when it does not reach its end; the same command carries on */
export async function executeEnable(context: EnableContext, { kind, cluster }: EnableStep): Promise<void> {
  switch (kind) {
    case 'enable-primary':
      return enablePrimary(context, cluster);
    case 'enable-secondary':
      return enableSecondary(context, cluster);
    case 'await-stream':
      return untilSo(context, cluster, SYNC_MS, ({ state }) => state === 'stream-wals', 'does not stream yet');
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
  await untilSo(context, cluster, ROLE_MS, ({ mode, serving }) => mode === 'primary' && serving, 'is not primary yet');
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
  await untilSo(context, cluster, ROLE_MS, ({ mode }) => mode === 'secondary', 'is not a secondary yet');
}

async function secondaryToken(context: EnableContext, primary: ClusterName, id: ClusterName): Promise<Secret> {
  const { vault, tokens } = context;
  const seen = await observeCluster(vault[primary], PROBE_MS);
  const call = (path: string) =>
    vault[primary].write(`sys/replication/dr/primary/${path}`, { ...withToken(tokens[primary]), body: { id } });
  // A token that an earlier run took may be used up: the id is given anew.
  if (seen.kind === 'up' && seen.knownSecondaries.includes(id)) await call('revoke-secondary');
  const answer = v.safeParse(WRAPPED, await call('secondary-token'));
  if (!answer.success) throw new BadAnswerError(vault[primary].address, 'secondary-token', 'not-vault');
  return new Secret(answer.output.wrap_info.token);
}

/** An answer that is lost is no failure: what the cluster is afterwards tells. */
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

const withToken = (token: Secret | undefined): { timeoutMs: number; token?: Secret } => ({
  timeoutMs: CALL_MS,
  ...(token && { token }),
});

async function untilSo(
  { vault, clock }: EnableContext,
  cluster: ClusterName,
  limitMs: number,
  isSo: (seen: UpCluster) => boolean,
  otherwise: string,
): Promise<void> {
  const deadline = Deadline.in(clock, limitMs);
  const look = async (): Promise<true | undefined> => {
    const seen = await observeCluster(vault[cluster], PROBE_MS);
    return seen.kind === 'up' && isSo(seen) ? true : undefined;
  };
  if (await poll(look, { clock, deadline, backOff: BACK_OFF })) return;
  throw new StepError(
    `${cluster} ${otherwise}`,
    `Look at its log, and at port 8201 between the clusters; the same command carries on.`,
  );
}

/** Writes, and waits until the secondary has received as many WALs as the primary had after the write. */
async function sendCanary(context: EnableContext, secondary: ClusterName): Promise<void> {
  const { vault, tokens } = context;
  const primary = otherCluster(secondary);
  const options = withToken(tokens[primary]);
  await vault[primary].write(CANARY_PATH, { ...options, body: { id: randomUUID() } });
  const written = await observeCluster(vault[primary], PROBE_MS);
  const wal = written.kind === 'up' ? written.lastWal : undefined;
  if (wal === undefined) throw new StepError(`${primary} does not tell its last WAL`, 'The same command tries again.');
  const arrived = ({ lastRemoteWal, connected }: UpCluster): boolean =>
    connected !== false && lastRemoteWal !== undefined && lastRemoteWal >= wal;
  await untilSo(context, secondary, CANARY_MS, arrived, `has not received a write of ${primary}`);
  await vault[primary].call('DELETE', CANARY_PATH, options).catch((error: unknown) => {
    if (!(error instanceof VaultDrError)) throw error;
  });
}
