import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../helpers/certificates';
import { until } from '../helpers/until';
import { startMinistack, type Ministack } from '../local/aws/ministack';
import { LoadClient } from '../local/client/load-client';
import { LoadBalancer } from '../local/cluster/load-balancer';
import { ClusterOperator } from '../local/cluster/operator';
import { BAO_VERSION, CLIENT_NAME, CLUSTER_NAME, SandboxCluster } from '../local/cluster/sandbox-cluster';
import { ClusterSecrets, tlsSecret } from '../local/cluster/secrets';
import { synthesisedBalancer } from '../local/cluster/synthesised-balancer';

const CLIENTS = 8200;
/** With the processes of five nodes, on a busy machine. */
const NODES = Number(process.env['NODES'] ?? 3);
const FORMED_MS = 180_000;
const CALM_WRITES = 30;

jest.setTimeout(600_000);

const authority = createAuthority();
let folder: string;
let aws: Ministack;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vault-outage-'));
  aws = await startMinistack({ directory: folder, environment: {} });
});
afterAll(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Scene {
  readonly cluster: SandboxCluster;
  readonly operator: ClusterOperator;
  readonly client: LoadClient;
}

/** A cluster behind the load balancer, and a client that writes every 100 ms. All durations are real. */
async function withClients(intervalSeconds: number, play: (scene: Scene) => Promise<void>): Promise<void> {
  const settings = { product: 'openbao', version: BAO_VERSION, storage: 'raft' } as const;
  const balancer = new LoadBalancer(synthesisedBalancer({ ...settings, intervalSeconds }));
  await balancer.open();
  const secretArn = await new ClusterSecrets(aws.url).create(
    tlsSecret(authority.issueNode(CLUSTER_NAME, CLIENT_NAME), authority.ca),
  );
  const cluster = new SandboxCluster({
    nodes: NODES,
    awsUrl: aws.url,
    authority,
    balancer,
    settings: { tls: { kind: 'secret', secretArn } },
    env: { NODE_HURRY: '5' },
  });
  let client: LoadClient | undefined;
  try {
    await cluster.open();
    await cluster.group.settled();
    const operator = new ClusterOperator(cluster);
    await operator.initialise();
    await operator.complete();
    await until(() => Object.values(balancer.health(CLIENTS)).filter((state) => state === 'healthy').length === 1);
    client = new LoadClient({
      resolver: { resolve: () => Promise.resolve(balancer.host) },
      clientName: CLIENT_NAME,
      port: CLIENTS,
      ca: authority.ca,
      token: operator.rootToken,
    });
    client.start();
    await writes(client, CALM_WRITES);
    await play({ cluster, operator, client });
  } finally {
    await client?.stop();
    await cluster.close();
    await balancer.close();
  }
}

/** Waits until so many more writes were acknowledged. */
async function writes(client: LoadClient, count: number): Promise<void> {
  const goal = client.acknowledged.length + count;
  await until(() => client.acknowledged.length >= goal, 'the client does not write', FORMED_MS);
}

const longestOutageMs = (client: LoadClient): number =>
  Math.max(0, ...client.outages().map(({ from, to }) => to - from));

/** The machine of the active node is gone. */
async function crash({ operator, client }: Scene): Promise<void> {
  const active = await operator.active();
  await active.kill();
  await until(() => client.outages().length > 0);
  await writes(client, CALM_WRITES);
}

/** Each takes minutes: `make cluster` runs them. */
const timed = process.env['NODES'] || process.env['SLOW_TESTS'] ? it : it.skip;

// The bounds are those of the documentation, and what the health checks are made for.
describe('clients of a cluster cannot write for', () => {
  timed('at most 20 s after a crash of the active node, with checks every 5 s', () =>
    withClients(5, async (scene) => {
      await crash(scene);
      expect(longestOutageMs(scene.client)).toBeLessThanOrEqual(20_000);
    }),
  );

  timed('at most 40 s after a crash of the active node, with checks every 15 s', () =>
    withClients(15, async (scene) => {
      await crash(scene);
      expect(longestOutageMs(scene.client)).toBeLessThanOrEqual(40_000);
    }),
  );

  timed('at most 2 s at a time while the nodes are rolled', () =>
    withClients(5, async ({ cluster, client }) => {
      await expect(cluster.group.refresh('2')).resolves.toBe('Successful');
      await writes(client, CALM_WRITES);
      expect(longestOutageMs(client)).toBeLessThanOrEqual(2_000);
    }),
  );
});
