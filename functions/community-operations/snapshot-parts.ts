import type { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { invokeAuth } from '../dr-operation-token-gen/invoke-auth';
import type { AwsClients } from '../dr-operations/aws-clients';
import type { OpenPair } from '../dr-operations/dispatch';
import { selfFenceOf, withSelfFence } from '../dr-operations/replication/self-fence';
import { snapshot, type ClusterNodes, type SnapshotOptions } from '../dr-operations/replication/snapshot';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import type { Log } from '../shared/log';
import { SnapshotStore } from '../shared/snapshot-store';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import type { CommunitySight } from './config';

/** The files in the region of each cluster. */
export function openStores({ operations, buckets }: CommunitySight): SnapshotOptions['stores'] {
  // A download takes as long as the file is large. Each look at a bucket has a shorter limit of its own.
  const files = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 45_000, maxAttempts: 2 });
  const store = (cluster: ClusterName): SnapshotStore => {
    const region = operations.regions[cluster];
    return new SnapshotStore(new S3Client({ region, ...files }), buckets[cluster], region);
  };
  return { home: store('home'), away: store('away') };
}

/** Logs in at a cluster by the Lambda `auth` of the region. */
const loginBy =
  (lambda: LambdaClient, { authFunctionArn, authRole: role }: CommunitySight): SnapshotOptions['login'] =>
  async (cluster) =>
    (await invokeAuth(lambda, authFunctionArn, { role, cluster })).token;

interface SnapshotClients {
  readonly aws: AwsClients;
  readonly stores: SnapshotOptions['stores'];
  readonly lambda: LambdaClient;
  readonly log: Log;
}

type Opened = Pick<SnapshotOptions, 'vault' | 'login'> & Pick<OpenPair['dependencies'], 'clock'>;

/** @param nodesOf what can be done to the servers of the pair */
export async function openSnapshotPair(
  { aws, stores, lambda, log }: SnapshotClients,
  config: CommunitySight & Pick<SnapshotOptions, 'mostBytes'>,
  nodesOf: (opened: Opened) => ClusterNodes,
): Promise<OpenPair> {
  const { operations } = config;
  const vault = openVaultClients(await withClientCertificate(operations.vault));
  const clock = startClock();
  const login = loginBy(lambda, config);
  const own = snapshot({ ...config, vault, stores, login, nodes: nodesOf({ vault, login, clock }) }, clock);
  const replication = withSelfFence(own, selfFenceOf(aws.tables, operations));
  return {
    dependencies: { vault, aws, config: operations, clock, log, replication },
    close: () => closeVaultClients(vault),
  };
}
