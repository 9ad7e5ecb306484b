import { VaultAdmin } from '../local/aws/resources/vault-admin';
import { failure } from '../helpers/errors';
import { succeeded } from '../local/invocation';
import type { FunctionName } from '../../functions/shared/contract';
import { functionName, type Invocation } from '../local/region';
import { TEST_MS } from './limits';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld();

/** Capabilities of a token on paths, by the policy engine of OpenBao. */
async function capabilities(token: string, paths: readonly string[]): Promise<Record<string, string[]>> {
  const { data } = (await shared.current.admin.write('sys/capabilities', { token, paths })) as {
    data: Record<string, string[]>;
  };
  return Object.fromEntries(paths.map((path) => [path, [...(data[path] ?? [])].sort()]));
}

/** Error message of a cluster when a token is used on a path. */
async function refusalAt(
  cluster: 'home' | 'away',
  token: string,
  path: string,
  body: object = { dr_operation_token: token },
): Promise<string> {
  const { pair } = shared.current;
  const vault = new VaultAdmin(pair[cluster].address, token, pair.ca);
  try {
    return (await failure(vault.write(path, body))).message;
  } finally {
    vault.close();
  }
}

const operationToken = async (): Promise<string> =>
  (JSON.parse(await shared.current.regions.home.secret()) as { token: string }).token;

async function loginToken(): Promise<string> {
  const role = (shared.current.outputs['vault-dr_vault'] as { aws_auth_role: string }).aws_auth_role;
  return (succeeded(await shared.current.invoke('home', 'auth', { role })) as { token: string }).token;
}

const tokenRole = (): string =>
  (shared.current.outputs['vault-dr_vault'] as { operation_token_role: string }).operation_token_role;

const breakGlassTokenRole = (): string =>
  (shared.current.outputs['vault-dr_vault'] as { break_glass_token_role: string }).break_glass_token_role;

/** Paths that could do harm, and paths outside of replication. */
const FOREIGN = [
  'sys/replication/dr/primary/enable',
  'sys/replication/dr/primary/disable',
  'sys/replication/dr/secondary/enable',
  'sys/replication/dr/secondary/disable',
  'sys/replication/dr/secondary/reindex',
  'sys/replication/dr/secondary/recover',
  'sys/replication/dr/secondary/generate-public-key',
  'sys/replication/performance/primary/demote',
  'sys/replication/reindex',
  'sys/seal',
  'sys/step-down',
  'sys/policies/acl/root',
  'sys/mounts',
  'sys/auth/aws',
  'sys/storage/raft/snapshot-force',
  'auth/token/create',
  'auth/token/create-orphan',
  'auth/token/lookup-self',
  'auth/token/roles/any',
  'auth/aws/role/any',
  'secret/data/client/1',
  'identity/entity',
];

const deniedAll = Object.fromEntries(FOREIGN.map((path) => [path, ['deny']]));

describe('the DR operation token', () => {
  it('has exactly the capabilities that the engine needs on six paths', async () => {
    const dr = (path: string): string => `sys/replication/dr/${path}`;
    const expected = {
      [dr('status')]: ['read'],
      [dr('primary/demote')]: ['update'],
      [dr('primary/revoke-secondary')]: ['update'],
      [dr('primary/secondary-token')]: ['sudo', 'update'],
      [dr('secondary/promote')]: ['update'],
      [dr('secondary/update-primary')]: ['update'],
    };
    expect(await capabilities(await operationToken(), Object.keys(expected))).toEqual(expected);
  });

  it('has no capability on other paths', async () => {
    const others = [...FOREIGN, `auth/token/create/${tokenRole()}`];
    expect(await capabilities(await operationToken(), others)).toEqual({
      ...deniedAll,
      [`auth/token/create/${tokenRole()}`]: ['deny'],
    });
  });

  it.each(['primary/disable', 'primary/enable', 'secondary/enable'])('is refused on %s of a primary', async (path) => {
    expect(await refusalAt('home', await operationToken(), `sys/replication/dr/${path}`)).toContain(' 403:');
    expect(shared.current.pair.home.mode).toBe('primary');
  });

  it.each(['secondary/disable', 'secondary/reindex'])('is refused on %s of a secondary', async (path) => {
    expect(await refusalAt('away', await operationToken(), `sys/replication/dr/${path}`)).toContain(' 403:');
    expect(shared.current.pair.away).toMatchObject({ mode: 'secondary', state: 'stream-wals' });
  });

  it('is a batch token without parent, default policy or renewal', async () => {
    const { data } = (await shared.current.admin.write('auth/token/lookup', { token: await operationToken() })) as {
      data: object;
    };
    const { operation_token_policy } = shared.current.outputs['vault-dr_vault'] as { operation_token_policy: string };
    expect(data).toMatchObject({ type: 'batch', orphan: true, renewable: false, policies: [operation_token_policy] });
  });
});

describe('the break-glass token', () => {
  const breakGlassToken = async (): Promise<string> => {
    succeeded(await shared.current.invoke('home', 'dr-operation-token-gen'));
    return (JSON.parse(await shared.current.regions.home.secret('break-glass')) as { token: string }).token;
  };

  it('can make the calls that turn key shares into a token, and nothing else', async () => {
    const generation = ['attempt', 'update'].map(
      (end) => `sys/replication/dr/secondary/generate-operation-token/${end}`,
    );
    const others = ['promote', 'update-primary'].map((end) => `sys/replication/dr/secondary/${end}`);
    expect(await capabilities(await breakGlassToken(), [...generation, ...others, ...FOREIGN])).toEqual({
      ...Object.fromEntries(generation.map((path) => [path, ['create', 'delete', 'read', 'update']])),
      ...Object.fromEntries(others.map((path) => [path, ['deny']])),
      ...deniedAll,
    });
  });

  it('is a batch token for seven days, which a DR secondary can verify', async () => {
    const { data } = (await shared.current.admin.write('auth/token/lookup', { token: await breakGlassToken() })) as {
      data: { ttl: number };
    };
    expect(data).toMatchObject({ type: 'batch', orphan: true, renewable: false });
    expect(data.ttl).toBeGreaterThan(604_000);
    expect(data.ttl).toBeLessThanOrEqual(604_800);
  });
});

describe('the login token', () => {
  it('can create tokens with two token roles and do nothing else', async () => {
    const paths = [tokenRole(), breakGlassTokenRole()].map((role) => `auth/token/create/${role}`);
    expect(await capabilities(await loginToken(), [...paths, ...FOREIGN])).toEqual({
      ...deniedAll,
      ...Object.fromEntries(paths.map((path) => [path, ['update']])),
    });
  });

  it.each([{}, { ttl: '768h' }, { ttl: '28800s' }])(
    'cannot create a break-glass token with another lifetime: %j',
    async (body) => {
      const path = `auth/token/create/${breakGlassTokenRole()}`;
      expect(await refusalAt('home', await loginToken(), path, body)).toContain(' 403:');
    },
  );

  it('cannot create other tokens', async () => {
    expect(await refusalAt('home', await loginToken(), 'auth/token/create')).toContain(' 403:');
  });

  it.each([{}, { ttl: '768h' }, { ttl: '28800' }, { ttl: '28800s', period: '768h' }])(
    'cannot create a token with another lifetime than the generator asks for: %j',
    async (body) => {
      expect(await refusalAt('home', await loginToken(), `auth/token/create/${tokenRole()}`, body)).toContain(' 403:');
    },
  );

  it('lives for five minutes', async () => {
    const { data } = (await shared.current.admin.write('auth/token/lookup', { token: await loginToken() })) as {
      data: { ttl: number };
    };
    expect(data.ttl).toBeGreaterThan(0);
    expect(data.ttl).toBeLessThanOrEqual(300);
  });
});

describe('a role without the right to use a key', () => {
  const without = async (lambda: FunctionName, action: string): Promise<Invocation> => {
    const { kms, regions } = shared.current;
    const identity = { region: regions.home.name, functionName: functionName(lambda) };
    const allowAgain = kms.deny(identity, action);
    try {
      return await shared.current.invoke('home', lambda, lambda === 'dr-operations' ? { operation: 'status' } : {});
    } finally {
      allowAgain();
    }
  };

  it.each(['kms:Decrypt', 'kms:GenerateDataKey'])('cannot write the token: %s', async (action) => {
    const before = await shared.current.regions.home.secret();
    const { error } = await without('dr-operation-token-gen', action);
    expect(error?.errorMessage).toContain('AccessDenied');
    expect(await shared.current.regions.home.secret()).toBe(before);
  });

  it('cannot read the token, and says so', async () => {
    expect(JSON.stringify(await without('dr-operations', 'kms:Decrypt'))).toContain('AccessDenied');
  });
});

describe('auth', () => {
  it('refuses a role that is not on its allow-list', async () => {
    const { error } = await shared.current.invoke('home', 'auth', { role: 'root' });
    expect(error?.errorMessage).toMatch(/^The role is not on the allow-list of this Lambda\. Add it with allowRole/);
  });
});
