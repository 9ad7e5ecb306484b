import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import { selfFenceOf, withSelfFence } from '../dr-operations/replication/self-fence';
import { dispatch, parseCall, type CallResult, type OpenPair } from '../dr-operations/dispatch';
import { snapshot, type ClusterNodes, type SnapshotOptions } from '../dr-operations/replication/snapshot';
import { awsClientConfig } from '../shared/aws';
import { startClock } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { createLogger } from '../shared/log';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { parseCommunityConfig, type CommunityConfig } from './config';
import { SsmNodes } from './nodes';
import { parkCluster } from './park';
import { loginBy, openStores } from './snapshot-parts';

const logger = createLogger();
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 2 }),
);
let clients: Clients | undefined;

interface Clients {
  readonly aws: AwsClients;
  readonly stores: SnapshotOptions['stores'];
  readonly ssm: Readonly<Record<ClusterName, SSMClient>>;
}

/**
 * Runs one operation on a pair without replication of Vault Enterprise: the engine of `dr-operations` with raft snapshots.
 * Nothing begins by itself here.
 *
 * @throws VaultDrError if nothing was changed. After a change, the result says what happened (`outcome: "partial"`)
 */
export const handler = async (raw: unknown, context: Context): Promise<CallResult> => {
  logger.addContext(context);
  const call = parseCall(raw);
  const config = parseCommunityConfig(process.env);
  const opened = (clients ??= createClients(config));
  return dispatch(call, {
    aws: opened.aws,
    config: config.operations,
    open: () => open(opened, config),
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
};

async function open({ aws, stores, ssm }: Clients, config: CommunityConfig): Promise<OpenPair> {
  const { operations, document, mount } = config;
  const vault = openVaultClients(await withClientCertificate(operations.vault));
  const clock = startClock();
  const login = loginBy(lambda, config);
  const servers = new SsmNodes({ ssm, vault, document, tags: config.nodes, clock, log: logger });
  const nodes: ClusterNodes = {
    restart: (...call) => servers.restart(...call),
    stopStandbys: (...call) => servers.stopStandbys(...call),
    stopAll: (...call) => servers.stopAll(...call),
    ...(config.parks && {
      park: (...call) => parkCluster({ servers, vault, login, stores, mount, clock }, ...call),
    }),
  };
  const own = snapshot({ ...config, vault, stores, login, nodes }, clock);
  const replication = withSelfFence(own, selfFenceOf(aws.tables, operations));
  return {
    dependencies: { vault, aws, config: operations, clock, log: logger, replication },
    close: () => closeVaultClients(vault),
  };
}

/** Created once per execution environment, so that connections are reused. */
function createClients(config: CommunityConfig): Clients {
  const { operations } = config;
  const { regions } = operations;
  const patient = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 5_000, maxAttempts: 3 });
  return {
    aws: createAwsClients(operations),
    stores: openStores(config),
    ssm: {
      home: new SSMClient({ region: regions.home, ...patient }),
      away: new SSMClient({ region: regions.away, ...patient }),
    },
  };
}
