import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { invokeAuth } from '../dr-operation-token-gen/invoke-auth';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import { runOperation, runStatus } from '../dr-operations/engine';
import { parseOperationEvent } from '../dr-operations/event';
import { selfFenceOf, withSelfFence } from '../dr-operations/replication/self-fence';
import { snapshot } from '../dr-operations/replication/snapshot';
import type { OperationResult, StatusResult } from '../dr-operations/result';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { createLogger } from '../shared/log';
import { SnapshotStore } from '../shared/snapshot-store';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { parseCommunityConfig, type CommunityConfig } from './config';
import { SsmNodes } from './nodes';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 2 }),
);
let clients: Clients | undefined;

interface Clients {
  readonly aws: AwsClients;
  readonly stores: Readonly<Record<ClusterName, SnapshotStore>>;
  readonly ssm: Readonly<Record<ClusterName, SSMClient>>;
}

/** Part of the Lambda's time that is reserved for the journal, the lease and the answer. */
const RESERVE_MS = 5_000;

/**
 * Runs one operation on a pair without replication of Vault Enterprise: the engine of `dr-operations` with raft snapshots.
 * Nothing begins by itself here.
 *
 * @throws VaultDrError if nothing was changed. After a change, the result says what happened (`outcome: "partial"`)
 */
export const handler = async (event: unknown, context: Context): Promise<OperationResult | StatusResult> => {
  logger.addContext(context);
  const request = parseOperationEvent(event);
  const config = parseCommunityConfig(process.env);
  const { operations, document, authFunctionArn, authRole: role } = config;
  clients ??= createClients(config);
  const { aws, stores, ssm } = clients;
  const vault = openVaultClients(await withClientCertificate(operations.vault));
  const clock = startClock();
  const own = snapshot(
    {
      ...config,
      vault,
      stores,
      login: async (cluster) => (await invokeAuth(lambda, authFunctionArn, { role, cluster })).token,
      nodes: new SsmNodes({ ssm, vault, document, tags: config.nodes, clock, log: logger }),
    },
    clock,
  );
  const replication = withSelfFence(own, selfFenceOf(aws.tables, operations));
  const dependencies = { vault, aws, config: operations, clock, log: logger, replication };
  try {
    if (request.operation === 'status') return await runStatus(dependencies);
    return await runOperation(dependencies, request, context.getRemainingTimeInMillis() - RESERVE_MS);
  } finally {
    closeVaultClients(vault);
  }
};

/** Created once per execution environment, so that connections are reused. */
function createClients({ operations, buckets }: CommunityConfig): Clients {
  const { regions } = operations;
  // A download takes as long as the file is large. Each look at a bucket has a shorter limit of its own.
  const files = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 45_000, maxAttempts: 2 });
  const patient = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 5_000, maxAttempts: 3 });
  const store = (cluster: ClusterName): SnapshotStore => {
    const region = regions[cluster];
    return new SnapshotStore(new S3Client({ region, ...files }), buckets[cluster], region);
  };
  return {
    aws: createAwsClients(operations),
    stores: { home: store('home'), away: store('away') },
    ssm: {
      home: new SSMClient({ region: regions.home, ...patient }),
      away: new SSMClient({ region: regions.away, ...patient }),
    },
  };
}
