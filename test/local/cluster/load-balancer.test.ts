import { Agent, request } from 'node:https';
import type { HealthCheckSettings } from 'cdktf-vault-dr';
import { authority, closeServers, startHttps, type RunningServer } from '../../helpers/servers';
import { until } from '../../helpers/until';
import { LoadBalancer } from './load-balancer';
import type { LoadBalancerResources } from './load-balancer-settings';
import { synthesisedBalancer } from './synthesised-balancer';

const CLIENTS = 8200;
const MANAGEMENT = 8210;
const CLUSTER = 8201;

const ENTERPRISE: HealthCheckSettings = { product: 'vault-enterprise', version: '1.21.4+ent', storage: 'raft' };
const OPENBAO: HealthCheckSettings = { product: 'openbao', version: '2.7.2', storage: 'raft' };

type Role = 'active' | 'standby' | 'performance-standby' | 'no-leader' | 'dr-secondary' | 'sealed' | 'uninitialised';

/** No duration of Vault takes part here, so a second of the checks is shorter. A check still has time for its TLS handshake. */
const SECOND_MS = 100;

interface FakeNode {
  role: Role;
  readonly server: RunningServer;
}

/**
 * The status of `sys/health`.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/system/health
 */
function statusOf(role: Role, query: URLSearchParams): number {
  const ok = (name: string): boolean => query.get(name) === 'true';
  switch (role) {
    case 'active':
      return 200;
    case 'standby':
      return ok('standbyok') ? 200 : 429;
    case 'performance-standby':
      return ok('perfstandbyok') ? 200 : 473;
    case 'no-leader':
      return 474;
    case 'dr-secondary':
      return Number(query.get('drsecondarycode') ?? 472);
    case 'sealed':
      return Number(query.get('sealedcode') ?? 503);
    case 'uninitialised':
      return Number(query.get('uninitcode') ?? 501);
  }
}

async function fakeNode(role: Role): Promise<FakeNode> {
  const server = await startHttps(({ path }, response) => {
    const { pathname, searchParams } = new URL(path, 'https://node');
    if (pathname === '/v1/sys/health') response.statusCode = statusOf(node.role, searchParams);
    response.end(node.role);
  });
  const node: FakeNode = { role, server };
  return node;
}

jest.setTimeout(30_000); // a second of the checks is a tenth of a second here

const balancers: LoadBalancer[] = [];
afterEach(async () => {
  await Promise.all(balancers.splice(0).map((balancer) => balancer.close()));
  await closeServers();
});

async function balance(
  nodes: readonly FakeNode[],
  resources: LoadBalancerResources = synthesisedBalancer(ENTERPRISE),
): Promise<LoadBalancer> {
  const balancer = new LoadBalancer(resources, { secondMs: SECOND_MS });
  balancers.push(balancer);
  await balancer.open();
  nodes.forEach(({ server: { port } }, index) =>
    balancer.register({ id: `node-${index + 1}`, host: '127.0.0.1', ports: { 8200: port, 8201: port } }),
  );
  return balancer;
}

const settle = (balancer: LoadBalancer): Promise<void> =>
  until(() =>
    [CLIENTS, MANAGEMENT, CLUSTER].every((port) => !Object.values(balancer.health(port)).includes('initial')),
  );

/** The roles that ten clients reach. */
async function reached(balancer: LoadBalancer, port: number): Promise<readonly string[]> {
  const roles = await Promise.all(Array.from({ length: 10 }, () => ask(balancer, port)));
  return [...new Set(roles)].sort();
}

function ask(balancer: LoadBalancer, port: number, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: balancer.host, port, path: '/', agent: agent ?? false, ca: authority.ca };
    request({ ...options, checkServerIdentity: () => undefined }, (response) => {
      response.on('data', (role: Buffer) => resolve(role.toString()));
    })
      .on('error', reject)
      .end();
  });
}

const cluster = (...roles: readonly Role[]): Promise<readonly FakeNode[]> => Promise.all(roles.map(fakeNode));

/** The same resources with another path of the check for clients. */
function withClientsPath(resources: LoadBalancerResources, path: string): LoadBalancerResources {
  const groups = Object.entries(resources.aws_lb_target_group).map(([id, group]) => {
    const check = group['health_check'] as Readonly<Record<string, unknown>>;
    return [id, id.includes('clients') ? { ...group, health_check: { ...check, path } } : group];
  });
  return {
    ...resources,
    aws_lb_target_group: Object.fromEntries(groups) as LoadBalancerResources['aws_lb_target_group'],
  };
}

describe('clients reach', () => {
  it.each<[string, HealthCheckSettings, readonly Role[], readonly Role[]]>([
    [
      'the active node and the performance standbys of Vault Enterprise',
      ENTERPRISE,
      ['active', 'performance-standby', 'sealed', 'uninitialised', 'no-leader'],
      ['active', 'performance-standby'],
    ],
    ['the active node alone with OpenBao', OPENBAO, ['active', 'standby', 'standby'], ['active']],
    ['no DR secondary while another node is healthy', ENTERPRISE, ['active', 'dr-secondary'], ['active']],
  ])('%s', async (_name, settings, roles, expected) => {
    const balancer = await balance(await cluster(...roles), synthesisedBalancer(settings));
    await settle(balancer);
    await expect(reached(balancer, CLIENTS)).resolves.toEqual(expected);
  });

  it('every node while none is healthy, also a DR secondary', async () => {
    const balancer = await balance(await cluster('dr-secondary', 'sealed'));
    await settle(balancer);
    await expect(reached(balancer, CLIENTS)).resolves.toEqual(['dr-secondary', 'sealed']);
  });

  it('every node before the first checks', async () => {
    const balancer = await balance(await cluster('active', 'standby'));
    expect(Object.values(balancer.health(CLIENTS))).toEqual(['initial', 'initial']);
    await expect(ask(balancer, CLIENTS)).resolves.toMatch(/active|standby/);
  });

  it('nobody if no node is registered', async () => {
    const balancer = await balance([]);
    await expect(ask(balancer, CLIENTS)).rejects.toThrow();
  });
});

describe('a wrong check is noticed', () => {
  it('with drsecondarycode=200, clients reach a DR secondary', async () => {
    const wrong = withClientsPath(synthesisedBalancer(ENTERPRISE), '/v1/sys/health?drsecondarycode=200');
    const balancer = await balance(await cluster('active', 'dr-secondary'), wrong);
    await settle(balancer);
    await expect(reached(balancer, CLIENTS)).resolves.toEqual(['active', 'dr-secondary']);
  });

  it('with standbyok, clients of OpenBao reach a standby', async () => {
    const wrong = withClientsPath(synthesisedBalancer(OPENBAO), '/v1/sys/health?standbyok=true');
    const balancer = await balance(await cluster('active', 'standby'), wrong);
    await settle(balancer);
    await expect(reached(balancer, CLIENTS)).resolves.toEqual(['active', 'standby']);
  });
});

describe('the other listeners', () => {
  it('reach a whole DR secondary on the management port', async () => {
    const balancer = await balance(await cluster('dr-secondary', 'dr-secondary', 'sealed'));
    await settle(balancer);
    await expect(reached(balancer, MANAGEMENT)).resolves.toEqual(['dr-secondary']);
  });

  it('reach the active node alone on the cluster port', async () => {
    const balancer = await balance(await cluster('active', 'performance-standby', 'standby'));
    await settle(balancer);
    await expect(reached(balancer, CLUSTER)).resolves.toEqual(['active']);
  });
});

describe('a kept connection', () => {
  const keepAlive = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 });

  it('is cut when its node is no longer active', async () => {
    const nodes = await cluster('active', 'standby');
    const balancer = await balance(nodes, synthesisedBalancer(OPENBAO));
    await settle(balancer);
    const agent = keepAlive();
    await expect(ask(balancer, CLIENTS, agent)).resolves.toBe('active');
    const [former, next] = nodes as [FakeNode, FakeNode];
    former.role = 'standby';
    next.role = 'active';
    // Asked all the time, the connection would never end by itself.
    await until(async () => (await ask(balancer, CLIENTS, agent).catch(() => 'cut')) === 'active');
    expect(balancer.health(CLIENTS)).toEqual({ 'node-1': 'unhealthy', 'node-2': 'healthy' });
    agent.destroy();
  });

  it('stays while the listener fails open', async () => {
    const nodes = await cluster('active');
    const balancer = await balance(nodes);
    await settle(balancer);
    const agent = keepAlive();
    await ask(balancer, CLIENTS, agent);
    await until(() => Object.values(agent.freeSockets).length > 0);
    const [kept] = Object.values(agent.freeSockets).flat();
    const [node] = nodes as [FakeNode];
    node.role = 'sealed';
    await until(() => balancer.health(CLIENTS)['node-1'] === 'unhealthy');
    await expect(ask(balancer, CLIENTS, agent)).resolves.toBe('sealed');
    expect(kept?.destroyed).toBe(false);
    agent.destroy();
  });

  it('of a node that leaves goes on until the end of the delay, and then is cut', async () => {
    const balancer = await balance(await cluster('active', 'performance-standby'));
    await settle(balancer);
    const agent = keepAlive();
    const role = await ask(balancer, CLIENTS, agent);
    const left = balancer.deregister(role === 'active' ? 'node-1' : 'node-2');
    await expect(ask(balancer, CLIENTS, agent)).resolves.toBe(role);
    await left;
    await expect(reached(balancer, CLIENTS)).resolves.not.toContain(role);
    agent.destroy();
  });
});

it('takes two checks in a row to believe a node', async () => {
  const [node] = (await cluster('active')) as [FakeNode];
  const balancer = await balance([node]);
  await settle(balancer);
  const asked = node.server.requests.filter(({ path }) => path === '/v1/sys/health').length;
  expect(asked).toBeGreaterThanOrEqual(2);
});

it('passes TLS through: clients see the certificate of the node', async () => {
  const balancer = await balance(await cluster('active'));
  await expect(ask(balancer, CLIENTS)).resolves.toBe('active'); // `ca` is that of the node
});

it('refuses resources that it does not model', () => {
  const resources = synthesisedBalancer(ENTERPRISE);
  const [id = '', listener] = Object.entries(resources.aws_lb_listener)[0] ?? [];
  const tls = { ...resources, aws_lb_listener: { [id]: { ...listener, protocol: 'TLS' } } };
  expect(() => new LoadBalancer(tls)).toThrow('is not TCP with HTTPS checks');
});
