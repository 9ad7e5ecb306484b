import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../helpers/certificates';
import { stopOnSignal } from '../../helpers/stop-on-signal';
import { until } from '../../helpers/until';
import { startMinistack } from '../aws/ministack';
import { LoadClient } from '../client/load-client';
import { LoadBalancer } from './load-balancer';
import type { LoadBalancerResources } from './load-balancer-settings';
import { ClusterOperator } from './operator';
import { BAO_VERSION, CLIENT_NAME, CLUSTER_NAME, SandboxCluster } from './sandbox-cluster';
import { ClusterSecrets, tlsSecret } from './secrets';
import { synthesisedBalancer } from './synthesised-balancer';

const CLIENTS = 8200;
const PATIENCE_MS = 180_000;
/** Like an application. A slow write on a busy machine is no outage. */
const CLIENT_MS = 2_000;
/** How much more often than on a real node the agents look. The checks of the load balancer are not hurried. */
const HURRY = '5';

export interface SceneOptions {
  readonly nodes: number;
  /** Time between two health checks, real seconds. @default 5 */
  readonly intervalSeconds?: number;
  /** How long a node that leaves keeps its connections, real seconds. @default - as synthesised */
  readonly deregistrationSeconds?: number;
}

/** A cluster of real nodes behind the load balancer, and a client that writes every 100 ms. All durations are real. */
export interface Scene {
  readonly cluster: SandboxCluster;
  readonly operator: ClusterOperator;
  readonly balancer: LoadBalancer;
  readonly client: LoadClient;
  /** Ends everything, and leaves nothing behind. */
  readonly stop: () => Promise<void>;
}

/** Launches nodes that run the rendered user data, initialises the cluster, and waits until the client can be served. */
export async function startScene({ nodes, intervalSeconds = 5, deregistrationSeconds }: SceneOptions): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'vault-scene-'));
  const stops: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  stops.push(stopOnSignal(stop));
  try {
    const aws = await startMinistack({ directory: folder, environment: {} });
    stops.push(() => aws.stop());
    const checks = { product: 'openbao', version: BAO_VERSION, storage: 'raft', intervalSeconds } as const;
    const balancer = new LoadBalancer(withDelay(synthesisedBalancer(checks), deregistrationSeconds));
    await balancer.open();
    stops.push(() => balancer.close());
    const authority = createAuthority();
    const secretArn = await new ClusterSecrets(aws.url).create(
      tlsSecret(authority.issueNode(CLUSTER_NAME, CLIENT_NAME), authority.ca),
    );
    const cluster = new SandboxCluster({
      nodes,
      awsUrl: aws.url,
      authority,
      balancer,
      settings: { tls: { kind: 'secret', secretArn } },
      env: { NODE_HURRY: HURRY },
    });
    stops.push(() => cluster.close());
    await cluster.open();
    await cluster.group.settled();
    const operator = new ClusterOperator(cluster);
    await operator.initialise();
    await operator.complete();
    await until(() => Object.values(balancer.health(CLIENTS)).filter((state) => state === 'healthy').length === 1);
    const client = new LoadClient({
      resolver: { resolve: () => Promise.resolve(balancer.host) },
      clientName: CLIENT_NAME,
      port: CLIENTS,
      ca: authority.ca,
      token: operator.rootToken,
      timeoutMs: CLIENT_MS,
    });
    stops.push(() => client.stop());
    return { cluster, operator, balancer, client, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until so many more writes were acknowledged. */
export async function untilWritten(client: LoadClient, count: number): Promise<void> {
  const goal = client.acknowledged.length + count;
  await until(() => client.acknowledged.length >= goal, 'the client does not write', PATIENCE_MS);
}

/** The longest period after a moment without an acknowledged write, milliseconds. */
export const longestOutageMs = (client: LoadClient, after = 0): number =>
  Math.max(0, ...client.outages().flatMap(({ from, to }) => (to > after ? [to - from] : [])));

function withDelay(resources: LoadBalancerResources, seconds: number | undefined): LoadBalancerResources {
  if (seconds === undefined) return resources;
  const groups = Object.entries(resources.aws_lb_target_group).map(([id, group]) => [
    id,
    { ...group, deregistration_delay: String(seconds) },
  ]);
  return {
    ...resources,
    aws_lb_target_group: Object.fromEntries(groups) as LoadBalancerResources['aws_lb_target_group'],
  };
}
