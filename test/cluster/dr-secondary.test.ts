import { Agent, request } from 'node:https';
import { json } from 'node:stream/consumers';
import { until } from '../helpers/until';
import { LoadBalancer } from '../local/cluster/load-balancer';
import { synthesisedBalancer } from '../local/cluster/synthesised-balancer';
import { TestWorld, withOpenBao } from '../local/vault/test-world';
import type { ClusterName } from '../local/vault';

const CLIENTS = 8200;
const MANAGEMENT = 8210;

/** Only the kind of a node decides here, so a second of the checks is shorter. */
const SECOND_MS = 100;

const shared = withOpenBao();
let world: TestWorld;
const balancers: LoadBalancer[] = [];

beforeEach(async () => {
  world = await TestWorld.start(shared.bao, { behaviour: { version: '1.21.4+ent' } });
});
afterEach(async () => {
  await Promise.all(balancers.splice(0).map((balancer) => balancer.close()));
  await world.stop();
});

/** The load balancer of Vault Enterprise, in front of the simulated clusters. @returns when it knows each one's health */
async function balance(...clusters: readonly ClusterName[]): Promise<LoadBalancer> {
  const resources = synthesisedBalancer({ product: 'vault-enterprise', version: '1.21.4+ent', storage: 'raft' });
  const balancer = new LoadBalancer(resources, { secondMs: SECOND_MS });
  balancers.push(balancer);
  await balancer.open();
  const { port } = world.pair;
  for (const id of clusters)
    balancer.register({ id, host: world.pair.cluster(id).host, ports: { 8200: port, 8201: port } });
  await until(() => [CLIENTS, MANAGEMENT].every((each) => !Object.values(balancer.health(each)).includes('initial')));
  return balancer;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A new connection, as by a client that has none yet. */
function call(balancer: LoadBalancer, port: number, method: string, path: string, body?: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({
      host: balancer.host,
      port,
      method,
      path: `/v1/${path}`,
      agent: new Agent({ keepAlive: false }),
      ca: world.pair.ca,
      checkServerIdentity: () => undefined, // the certificate has the address of the node
      headers: { 'x-vault-token': shared.bao.rootToken },
      timeout: 20_000,
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      json(response).then(
        (answer) => resolve({ status: response.statusCode ?? 0, body: answer as Answer['body'] }),
        reject,
      );
    });
    sent.end(body && JSON.stringify(body));
  });
}

const write = (balancer: LoadBalancer): Promise<Answer> =>
  call(balancer, CLIENTS, 'POST', 'secret/data/through-the-balancer', { data: { written: 'yes' } });

it('a DR secondary is reached on the management port', async () => {
  const balancer = await balance('away');
  expect(balancer.health(MANAGEMENT)).toEqual({ away: 'healthy' });
  await expect(call(balancer, MANAGEMENT, 'GET', 'sys/replication/dr/status')).resolves.toMatchObject({
    body: { data: { mode: 'secondary' } },
  });
});

it('a DR secondary is never healthy for clients', async () => {
  const balancer = await balance('away');
  expect(balancer.health(CLIENTS)).toEqual({ away: 'unhealthy' });
});

it('a DR secondary is never chosen for clients while another cluster is healthy', async () => {
  const balancer = await balance('home', 'away');
  const modes = await Promise.all(
    Array.from(
      { length: 10 },
      async () => (await call(balancer, CLIENTS, 'GET', 'sys/health')).body['replication_dr_mode'],
    ),
  );
  expect(new Set(modes)).toEqual(new Set(['primary']));
});

it('clients are served at once after a promotion, before a check has seen it', async () => {
  const balancer = await balance('away');
  const token = await world.batchToken();
  await world.switchTo('away', token);
  await expect(write(balancer)).resolves.toMatchObject({ status: 200 });
});
