import { request } from 'node:https';
import { createAuthority, type ServerCertificate } from '../helpers/certificates';
import { VaultAdmin } from '../local/aws/resources/vault-admin';
import { loadClusterSettings } from '../local/cluster/load-cluster-settings';
import { startRaftNode, type RaftNode } from '../local/cluster/raft-node';

jest.setTimeout(180_000);

const NODES = createAuthority('CA of the nodes');
const HOME = 'vault-home.example.com';
const AWAY = 'vault-away.example.com';
const FOUR = {
  'sys/storage/raft/autopilot/state': ['read'],
  'sys/storage/raft/snapshot': ['read'],
  'sys/storage/raft/remove-peer': ['update'],
  'sys/step-down': ['sudo', 'update'],
};
/** Paths that could do harm, and those next to what a node may do. */
const OTHERS = [
  'auth/token/create',
  'auth/token/lookup-self',
  'auth/vault-nodes/certs/vault-nodes-home',
  'identity/entity',
  'secret/data/any',
  'sys/audit/any',
  'sys/auth/any',
  'sys/mounts',
  'sys/policies/acl/root',
  'sys/replication/dr/primary/demote',
  'sys/rotate',
  'sys/seal',
  'sys/storage/raft/autopilot/configuration',
  'sys/storage/raft/configuration',
  'sys/storage/raft/join',
  'sys/storage/raft/snapshot-force',
];

let node: RaftNode;
let admin: VaultAdmin;
let rootToken: string;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Calls Vault as a node does. */
function call(method: string, path: string, options: { token?: string; as?: ServerCertificate; body?: object }) {
  return new Promise<Answer>((resolve, reject) => {
    const { token, as, body } = options;
    const sent = request(
      `${node.address}/v1/${path}`,
      {
        method,
        ca: node.ca,
        timeout: 20_000,
        ...(as && { cert: as.cert, key: as.key }),
        headers: { ...(token !== undefined && { 'x-vault-token': token }) },
      },
      (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

const login = (as: ServerCertificate | undefined, role: string): Promise<Answer> =>
  call('POST', 'auth/vault-nodes/login', { body: { name: role }, ...(as && { as }) });

async function tokenOf(as: ServerCertificate, role: string): Promise<string> {
  const { status, body } = await login(as, role);
  expect({ status, why: status === 200 ? '' : body }).toEqual({ status: 200, why: '' });
  return (JSON.parse(body) as { auth: { client_token: string } }).auth.client_token;
}

beforeAll(async () => {
  node = await startRaftNode();
  rootToken = await node.init();
  admin = new VaultAdmin(node.address, rootToken, node.ca);
  await loadClusterSettings(
    [
      { role: 'vault-nodes-home', name: HOME, caCertificate: NODES.ca },
      { role: 'vault-nodes-away', name: AWAY, caCertificate: NODES.ca },
    ],
    admin,
  );
});

afterAll(async () => {
  admin?.close();
  await node?.stop();
});

describe('a node whose certificate has the name of its cluster', () => {
  it('gets a batch token for five minutes, with one policy', async () => {
    const { body } = await login(NODES.issueClient(HOME), 'vault-nodes-home');
    expect((JSON.parse(body) as { auth: unknown }).auth).toMatchObject({
      token_policies: ['vault-nodes-test-a1'],
      policies: ['vault-nodes-test-a1'],
      token_type: 'batch',
      lease_duration: 300,
      renewable: false,
    });
  });

  it('sees, as a node of either cluster, what autopilot says', async () => {
    for (const [name, role] of [
      [HOME, 'vault-nodes-home'],
      [AWAY, 'vault-nodes-away'],
    ] as const) {
      const token = await tokenOf(NODES.issueClient(name), role);
      const { status, body } = await call('GET', 'sys/storage/raft/autopilot/state', { token });
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ data: { leader: 'node-1' } });
    }
  });

  it('may do four things, and nothing else', async () => {
    const token = await tokenOf(NODES.issueClient(HOME), 'vault-nodes-home');
    const paths = [...Object.keys(FOUR), ...OTHERS];
    const { data } = (await admin.write('sys/capabilities', { token, paths })) as { data: Record<string, string[]> };
    expect(Object.fromEntries(paths.map((path) => [path, [...(data[path] ?? [])].sort()]))).toEqual({
      ...FOUR,
      ...Object.fromEntries(OTHERS.map((path) => [path, ['deny']])),
    });
  });

  it('takes a snapshot and removes a peer', async () => {
    const token = await tokenOf(NODES.issueClient(HOME), 'vault-nodes-home');
    const snapshot = await call('GET', 'sys/storage/raft/snapshot', { token });
    expect([snapshot.status, snapshot.body.slice(0, 2)]).toEqual([200, '\u001f\u008b']);
    const removal = await call('POST', 'sys/storage/raft/remove-peer', { token, body: { server_id: 'node-9' } });
    expect(removal.status).toBe(204);
  });
});

describe('nobody logs in', () => {
  it.each<[string, ServerCertificate | undefined, string]>([
    ['without a certificate', undefined, 'vault-nodes-home'],
    ['with another name', NODES.issueClient('client.example.com'), 'vault-nodes-home'],
    ['with a name below that of the cluster', NODES.issueClient(`a.${HOME}`), 'vault-nodes-home'],
    ['as a node of the other cluster', NODES.issueClient(HOME), 'vault-nodes-away'],
    ['with a certificate of another CA', createAuthority('Other').issueClient(HOME), 'vault-nodes-home'],
  ])('%s', async (_, as, role) => expect((await login(as, role)).status).toBe(400));
});

describe('a certificate that is only for servers', () => {
  it('lets no node in, so the certificates of nodes have to be for clients too', async () => {
    const { status, body } = await login(NODES.issue(HOME), 'vault-nodes-home');
    expect(status).toBe(500);
    expect(body).toContain('incompatible key usage');
  });
});

describe('autopilot', () => {
  it('removes dead nodes, and says its settings as Terraform does, so that no plan changes them', async () => {
    const { body } = await call('GET', 'sys/storage/raft/autopilot/configuration', { token: rootToken });
    expect((JSON.parse(body) as { data: unknown }).data).toMatchObject({
      cleanup_dead_servers: true,
      dead_server_last_contact_threshold: '10m0s',
      min_quorum: 3,
      server_stabilization_time: '10s',
    });
  });
});

describe('at the end', () => {
  it('a node hands over its active role', async () => {
    const token = await tokenOf(NODES.issueClient(HOME), 'vault-nodes-home');
    expect(await call('PUT', 'sys/step-down', { token })).toEqual({ status: 204, body: '' });
  });
});
