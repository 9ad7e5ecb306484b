import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FenceRows } from '../../functions/dr-operations/replication/self-fence/rows';
import { createAuthority } from '../helpers/certificates';
import { until } from '../helpers/until';
import { ROOT_CREDENTIALS, startMinistack, type Ministack } from '../local/aws/ministack';
import { CLIENT_NAME, CLUSTER_NAME, SandboxCluster } from '../local/cluster/sandbox-cluster';
import type { SandboxNode } from '../local/cluster/sandbox-node';
import { ClusterSecrets, tlsSecret } from '../local/cluster/secrets';
import { TableGate } from '../local/cluster/table-gate';

jest.setTimeout(240_000);

const REGIONS = { home: 'eu-central-1', away: 'eu-west-1', witness: 'eu-north-1' } as const;
const TABLE = 'vault-dr-journal-test-eu1';
/** A machine with tests is busy, and each round begins three programs in Python. */
const SLOW = 3;
/** A guard has 20 s. */
const STOPS_MS = 20_000 * SLOW + 60_000;

let folder: string;
let aws: Ministack;
let gate: TableGate;
let cluster: SandboxCluster;
let node: SandboxNode;
let rows: FenceRows;
const clients: DynamoDBClient[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vault-self-fence-'));
  aws = await startMinistack({ directory: folder, environment: {} });
  gate = new TableGate(aws.url);
  await gate.open();
  const client = (region: string): DynamoDBClient => {
    const made = new DynamoDBClient({ region, endpoint: aws.url, credentials: ROOT_CREDENTIALS });
    clients.push(made);
    return made;
  };
  const tables = { home: client(REGIONS.home), away: client(REGIONS.away), witness: client(REGIONS.witness) };
  await Promise.all(Object.values(tables).map((table) => table.send(createTable)));
  rows = new FenceRows(tables, TABLE);
  const authority = createAuthority();
  const secretArn = await new ClusterSecrets(aws.url).create(
    tlsSecret(authority.issueNode(CLUSTER_NAME, CLIENT_NAME), authority.ca),
  );
  cluster = new SandboxCluster({
    nodes: 1,
    awsUrl: aws.url,
    authority,
    env: { AWS_ENDPOINT_URL_DYNAMODB: gate.url, NODE_SLOW: String(SLOW) },
    settings: {
      tls: { kind: 'secret', secretArn },
      selfFence: { table: TABLE, key: 'fence-home', regions: Object.values(REGIONS) },
    },
  });
  await cluster.open();
  await until(() => cluster.running()[0]?.bootCode !== undefined);
  node = cluster.running()[0] as SandboxNode;
});
afterAll(async () => {
  await cluster.close();
  await gate.close();
  clients.forEach((client) => client.destroy());
  await aws.stop();
  rmSync(folder, { recursive: true, force: true });
});

const vault = (): number | undefined => node.services.pid('vault');
const runs = (): Promise<void> =>
  until(
    () => vault() !== undefined,
    () => cluster.agentLog(),
    STOPS_MS,
  );
const hasStopped = (): Promise<void> =>
  until(
    () => vault() === undefined,
    () => cluster.agentLog(),
    STOPS_MS,
  );
/** How many tables the guard has asked. Each call is there twice, because `timeout` begins it. */
const asked = (): number => node.calls().match(/^aws .*dynamodb get-item/gm)?.length ?? 0;
/** Longer than a guard without a majority waits. */
const untilItWouldStop = (): Promise<void> => sleep(20_000 * SLOW + 10_000);
const rounds = async (count: number): Promise<void> => {
  const goal = asked() + 3 * count;
  await until(
    () => asked() >= goal,
    () => cluster.agentLog(),
    STOPS_MS,
  );
};

describe('a node with self-fence', () => {
  it('starts Vault when the tables answer and do not name its cluster', runs);

  // Before any other test: Vault has run for less than a round. Either the guard or systemd may be the first to stop it.
  it('stops Vault when two regions are cut off, and starts it when one of them is back', async () => {
    gate.cut.add(REGIONS.away).add(REGIONS.witness);
    await hasStopped();
    expect(node.log()).toMatch(/STOPS VAULT: only 1 of three tables|Watchdog timeout/);
    await rounds(1);
    expect(vault()).toBeUndefined();
    gate.cut.delete(REGIONS.witness);
    await runs();
    gate.cut.clear();
  });

  it('goes on while one region is cut off', async () => {
    const before = vault();
    gate.cut.add(REGIONS.witness);
    await untilItWouldStop();
    expect(vault()).toBe(before);
    gate.cut.clear();
  });

  it('goes on while one table alone names its cluster', async () => {
    const before = vault();
    const [home] = clients;
    await new FenceRows({ home, away: home } as never, TABLE).write('home', Date.now());
    await untilItWouldStop();
    expect(vault()).toBe(before);
    await rows.remove('home');
  });

  it('goes on while the row of the other cluster is there', async () => {
    const before = vault();
    await rows.write('away', Date.now());
    await rounds(2);
    expect(vault()).toBe(before);
    await rows.remove('away');
  });

  it('stops Vault when its cluster is named, although the table of away cannot be reached', async () => {
    gate.cut.add(REGIONS.away);
    await rows.write('home', Date.now());
    await hasStopped();
    expect(node.log()).toContain('STOPS VAULT: the other cluster takes over');
    gate.cut.clear();
  });

  it('does not start Vault again, not even after a restart of the node, until the row is gone', async () => {
    await node.services.systemctl(['restart', 'vault-guard.service']);
    await node.services.systemctl(['start', '--no-block', 'vault.service']);
    await rounds(2);
    expect(vault()).toBeUndefined();
    await rows.remove('home');
    await runs();
  });

  it('stops Vault when the guard is killed, and starts it with the next guard', async () => {
    const before = vault();
    process.kill(-(node.services.pid('vault-guard') as number), 'SIGKILL');
    await until(
      () => vault() !== before,
      () => cluster.agentLog(),
      STOPS_MS,
    );
    await runs();
  });

  it('stops Vault when the guard hangs', async () => {
    const [before, guard] = [vault(), node.services.pid('vault-guard') as number];
    process.kill(guard, 'SIGSTOP');
    await until(
      () => vault() !== before,
      () => cluster.agentLog(),
      STOPS_MS,
    );
    expect(node.services.pid('vault-guard')).not.toBe(guard);
    await runs();
  });

  it('does not start Vault that a person has stopped', async () => {
    await rounds(2);
    await node.services.systemctl(['stop', 'vault.service']);
    await rounds(2);
    process.kill(-(node.services.pid('vault-guard') as number), 'SIGKILL');
    await rounds(2);
    expect(vault()).toBeUndefined();
  });
});

const createTable = new CreateTableCommand({
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
});
