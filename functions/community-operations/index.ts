import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { createAwsClients, type AwsClients } from '../dr-operations/aws-clients';
import { dispatch, parseCall, type CallResult, type OpenPair } from '../dr-operations/dispatch';
import type { SnapshotOptions } from '../dr-operations/replication/snapshot';
import { awsClientConfig } from '../shared/aws';
import type { ClusterName } from '../shared/contract';
import { createLogger } from '../shared/log';
import { parseCommunityConfig, type CommunityConfig } from './config';
import { SsmNodes } from './nodes';
import { parkCluster } from './park';
import { openSnapshotPair, openStores } from './snapshot-parts';

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

function open({ aws, stores, ssm }: Clients, config: CommunityConfig): Promise<OpenPair> {
  const { document, mount } = config;
  return openSnapshotPair({ aws, stores, lambda, log: logger }, config, ({ vault, login, clock }) => {
    const servers = new SsmNodes({ ssm, vault, document, tags: config.nodes, clock, log: logger });
    return {
      restart: (...call) => servers.restart(...call),
      stopStandbys: (...call) => servers.stopStandbys(...call),
      stopAll: (...call) => servers.stopAll(...call),
      ...(config.parks && {
        park: (...call) => parkCluster({ servers, vault, login, stores, mount, clock }, ...call),
      }),
    };
  });
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
