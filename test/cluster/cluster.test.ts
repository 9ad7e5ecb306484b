import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMinistack, type Ministack } from '../local/aws/ministack';
import { ClusterOperator } from '../local/cluster/operator';
import { CLIENT_NAME, CLUSTER_NAME, SandboxCluster } from '../local/cluster/sandbox-cluster';
import { ClusterSecrets, tlsSecret } from '../local/cluster/secrets';
import { createAuthority } from '../helpers/certificates';
import { until } from '../helpers/until';
import { nodeMetric } from '../local/cluster/node-metric';
import { Writer } from '../local/cluster/writer';

/** `make cluster` takes five, which takes longer. */
const NODES = Number(process.env['NODES'] ?? 3);
jest.setTimeout(NODES * 120_000);
const authority = createAuthority();
let folder: string;
let aws: Ministack;
let cluster: SandboxCluster;
let operator: ClusterOperator;
let keyLine: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vault-cluster-'));
  aws = await startMinistack({ directory: folder, environment: {} });
  const { cert, key } = authority.issueNode(CLUSTER_NAME, CLIENT_NAME);
  keyLine = key.split('\n')[1] ?? '';
  const secretArn = await new ClusterSecrets(aws.url).create(tlsSecret({ cert, key }, authority.ca));
  cluster = new SandboxCluster({
    nodes: NODES,
    awsUrl: aws.url,
    authority,
    settings: { tls: { kind: 'secret', secretArn } },
    env: { NODE_HURRY: '3' },
  });
  operator = new ClusterOperator(cluster);
  await cluster.open();
});
afterAll(async () => {
  await cluster.close();
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('comes into service before it is initialised, because nobody else is', async () => {
  await cluster.group.settled();
  expect(cluster.log()).not.toContain('REFUSED');
});

it('forms a cluster of voters as soon as one node is initialised', async () => {
  await operator.initialise();
  await operator.complete();
  expect(await operator.members()).toHaveLength(NODES);
});

it('measures how many nodes it may lose', async () => {
  await until(async () => (await nodeMetric(aws.url, 'FailureTolerance', 'Maximum')) === (NODES - 1) / 2);
  expect(await nodeMetric(aws.url, 'NodesWithoutLeader', 'Maximum')).toBe(0);
});

it('elects a new leader when the active node is killed, and loses no write', async () => {
  const writer = new Writer(operator);
  await writer.write(3);
  const killed = await operator.active();
  process.kill(killed.services.pid('vault') ?? 0, 'SIGKILL');
  await writer.write(3);
  await writer.expectAll();
  await operator.complete();
});

it('rolls every node with a quorum, the active one last, and loses no write', async () => {
  const writer = new Writer(operator);
  const before = cluster.group.instances().map(({ id }) => id);
  const last = (await operator.active()).instance.id;
  writer.begin();
  expect(await cluster.group.refresh('2')).toBe('Successful');
  await writer.end();
  await operator.complete();
  await writer.expectAll();
  const ended = cluster.group.events.filter(({ state }) => state === 'Terminated').map(({ id }) => id);
  expect([...ended].sort()).toEqual([...before].sort());
  expect(ended.at(-1)).toBe(last);
});

it('shows no key and no token in a log or in the arguments of a program', () => {
  for (const node of cluster.nodes.values()) {
    for (const shown of [node.log(), node.calls()]) {
      expect(shown).not.toContain(keyLine);
      expect(shown).not.toMatch(/\b(hvs|s)\.[A-Za-z0-9_-]{20,}/);
    }
  }
});

// Autopilot takes a minute at least before it calls a node dead.
(NODES > 3 ? it : it.skip)('removes a node that died without a word, once its replacement has joined', async () => {
  await operator.ask('POST', 'sys/storage/raft/autopilot/configuration', {
    cleanup_dead_servers: true,
    dead_server_last_contact_threshold: '1m',
    min_quorum: 3,
  });
  const dead = cluster.group.instances()[1]?.id ?? '';
  await cluster.group.lose(dead);
  await operator.complete();
  expect((await operator.members()).map(({ id }) => id)).not.toContain(dead);
});

it('says that it has lost its quorum, in its log and as a metric', async () => {
  // A standby goes on naming its dead leader, and answers as if nothing had happened.
  const active = await operator.active();
  const left = cluster.running().find((node) => node !== active);
  const lost = cluster.running().filter((node) => node !== left);
  await Promise.all(lost.map((node) => node.kill()));
  await until(() => left?.log().includes('NO LEADER: the cluster has lost its quorum') === true);
  await until(async () => (await nodeMetric(aws.url, 'NodesWithoutLeader', 'Maximum')) === 1);
});
