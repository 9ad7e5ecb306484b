import { vaultPolicy } from '../../../delivery/policies/render';
import { CONFIGS } from '../../../live/environments';
import { startOpenBao, type OpenBao } from '../../local/vault';
import { BaoClient } from '../../local/vault/bao-client';

jest.setTimeout(60_000);

const OWN = 'dev-eu1';
const POLICY = `sys/policies/acl/dr-operation-token-${OWN}`;
const TOKEN_ROLE = `auth/token/roles/dr-operation-token-${OWN}`;
const LOGIN_ROLE = `auth/aws/role/dr-operation-token-gen-${OWN}`;

describe('the logins of Terraform in Vault', () => {
  let bao: OpenBao;
  let client: BaoClient;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    bao = await startOpenBao();
    client = new BaoClient(bao);
    for (const access of ['plan', 'apply'] as const) {
      const name = `terraform-dev-${access}`;
      await client.asRoot('POST', `sys/policies/acl/${name}`, { policy: vaultPolicy(CONFIGS.dev, access) });
      const { body } = await client.asRoot('POST', 'auth/token/create', { policies: [name] });
      tokens.set(access, (body['auth'] as { client_token: string }).client_token);
    }
  });

  afterAll(async () => {
    client.close();
    await bao.stop();
  });

  const call = async (access: string, method: string, path: string, body?: object): Promise<number> => {
    const token = tokens.get(access);
    const data = body && Buffer.from(JSON.stringify(body));
    return (await client.forward({ method, path, token, body: data })).status;
  };

  const may = async (access: string, path: string): Promise<readonly string[] | undefined> =>
    (await client.capabilities(tokens.get(access) ?? '', path))?.toSorted();

  it('let an apply make what the stack has, and a plan read it', async () => {
    expect(await call('apply', 'PUT', POLICY, { policy: 'path "sys/replication/dr/status" {}' })).toBe(204);
    expect(await call('apply', 'POST', TOKEN_ROLE, { token_type: 'batch', orphan: true, renewable: false })).toBe(204);
    for (const access of ['apply', 'plan']) {
      expect(await call(access, 'GET', POLICY)).toBe(200);
      expect(await call(access, 'GET', TOKEN_ROLE)).toBe(200);
      expect(await call(access, 'GET', 'sys/auth')).toBe(200);
    }
  });

  it('let a plan write nothing', async () => {
    expect(await call('plan', 'PUT', POLICY, { policy: '' })).toBe(403);
    expect(await call('plan', 'POST', TOKEN_ROLE, {})).toBe(403);
    expect(await call('plan', 'DELETE', POLICY)).toBe(403);
    expect(await may('plan', LOGIN_ROLE)).toEqual(['read']);
  });

  it('let an apply change the role that the Lambdas log in with', async () => {
    expect(await may('apply', LOGIN_ROLE)).toEqual(['create', 'delete', 'read', 'update']);
  });

  it.each([
    'auth/aws/role/terraform-dev-apply',
    'auth/aws/role/dr-operation-token-gen-stage-eu1',
    'sys/policies/acl/terraform-dev-apply',
    'sys/policies/acl/dr-operation-token-stage-eu1',
    'sys/replication/dr/primary/demote',
    'sys/auth/aws',
    'auth/token/create',
    'secret/data/orders',
  ])('do not reach %s', async (path) => {
    expect([await may('plan', path), await may('apply', path)]).toEqual([['deny'], ['deny']]);
  });
});
