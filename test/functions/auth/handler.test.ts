import { handler } from '../../../functions/auth';
import { chooseCluster } from '../../../functions/auth/choose-cluster';
import { parseAuthConfig, readCredentials } from '../../../functions/auth/config';
import type { AuthResult } from '../../../functions/auth/contract';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { ConfigError, InputError, PlanRefusedError, VaultResponseError } from '../../../functions/shared/errors';
import { everythingIn, failure } from '../../helpers/errors';
import {
  answer,
  primaryRoutes,
  refusal,
  secondaryRoutes,
  startVault,
  type VaultAnswer,
  type VaultRoutes,
} from '../../helpers/fake-vault';
import { quotedJson, quotedPart } from '../../helpers/quoted-json';
import { captureOutput, lambdaContext, vaultEnv } from '../../helpers/lambda';
import { closeServers, refusingAddress, type RunningServer } from '../../helpers/servers';

const TOKEN = 'hvs.CAESIFZvexampleexampleexample';
const LOGIN = 'POST auth/aws/login';
const GRANTED = answer(200, { auth: { client_token: TOKEN, lease_duration: 300, token_type: 'service' } });
const AUTH_ENV = {
  VAULT_AWS_AUTH_PATH: 'aws',
  VAULT_AWS_IAM_SERVER_ID: 'vault.example.com',
  VAULT_AWS_AUTH_ROLES: 'token-gen, reader',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example-secret-key',
  AWS_SESSION_TOKEN: 'example-session-token',
};

const before = process.env;
let output: () => string;
beforeEach(() => (output = captureOutput()));
afterEach(async () => {
  jest.restoreAllMocks();
  process.env = before;
  await closeServers();
});

const pair = async (home: VaultRoutes, away: VaultRoutes): Promise<Record<'home' | 'away', RunningServer>> => {
  const servers = { home: await startVault(home), away: await startVault(away) };
  process.env = { ...before, ...AUTH_ENV, ...vaultEnv(servers.home, servers.away) };
  return servers;
};
const logIn = (event: unknown = { role: 'token-gen' }): Promise<AuthResult> => handler(event, lambdaContext());
const logins = ({ requests }: RunningServer) => requests.filter(({ path }) => path === '/v1/auth/aws/login');

describe('handler of auth', () => {
  it.each(['home', 'away'] as const)('logs in at %s when that is primary', async (primary) => {
    const routes = (name: string): VaultRoutes =>
      name === primary ? primaryRoutes({ [LOGIN]: GRANTED }) : secondaryRoutes();
    const servers = await pair(routes('home'), routes('away'));
    expect(await logIn()).toEqual({ cluster: primary, token: TOKEN, leaseDurationSeconds: 300 });
    expect(logins(servers.home).length + logins(servers.away).length).toBe(1);
  });

  it('logs in at the primary although the other cluster is gone', async () => {
    const { away } = await pair({}, primaryRoutes({ [LOGIN]: GRANTED }));
    process.env = { ...process.env, ...vaultEnv({ address: await refusingAddress() }, away) };
    expect(await logIn()).toMatchObject({ cluster: 'away', token: TOKEN });
  });

  it('logs in where the event says, without a look at the pair', async () => {
    const { home, away } = await pair({}, { [LOGIN]: GRANTED });
    expect(await logIn({ role: 'reader', cluster: 'away' })).toMatchObject({ cluster: 'away', token: TOKEN });
    expect([home.requests.length, away.requests.length]).toEqual([0, 1]);
  });

  it('sends a signed request for its own identity, bound to this Vault', async () => {
    const { home } = await pair(primaryRoutes({ [LOGIN]: GRANTED }), secondaryRoutes());
    await logIn();
    const [request] = logins(home);
    expect(request?.headers).not.toHaveProperty('x-vault-token');
    const login = JSON.parse(request?.body ?? '') as Record<string, string>;
    const decode = (field: string): string => Buffer.from(login[field] ?? '', 'base64').toString();
    expect(Object.keys(login).sort()).toEqual([
      'iam_http_request_method',
      'iam_request_body',
      'iam_request_headers',
      'iam_request_url',
      'role',
    ]);
    expect(login).toMatchObject({
      role: 'token-gen',
      iam_http_request_method: 'POST',
      iam_request_body: 'QWN0aW9uPUdldENhbGxlcklkZW50aXR5JlZlcnNpb249MjAxMS0wNi0xNQ==',
    });
    expect(decode('iam_request_url')).toBe('https://sts.eu-central-1.amazonaws.com/');
    const headers = JSON.parse(decode('iam_request_headers')) as Record<string, string>;
    expect(headers).toMatchObject({
      host: 'sts.eu-central-1.amazonaws.com',
      'x-amz-security-token': 'example-session-token',
      'x-vault-aws-iam-server-id': 'vault.example.com',
    });
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE\/\d{8}\/eu-central-1\/sts\/aws4_request, SignedHeaders=[^,]*;x-vault-aws-iam-server-id, Signature=[\da-f]{64}$/,
    );
  });

  it('signs for the region that Vault asks at', async () => {
    const { home } = await pair(primaryRoutes({ [LOGIN]: GRANTED }), secondaryRoutes());
    process.env['VAULT_AWS_STS_REGION'] = 'us-east-1';
    await logIn();
    const { iam_request_url: url } = JSON.parse(logins(home)[0]?.body ?? '') as Record<string, string>;
    expect(Buffer.from(url ?? '', 'base64').toString()).toBe('https://sts.us-east-1.amazonaws.com/');
  });

  it('logs neither the token nor the signature nor a key', async () => {
    const { home } = await pair(primaryRoutes({ [LOGIN]: GRANTED }), secondaryRoutes());
    await logIn();
    const { iam_request_headers: sent = '' } = JSON.parse(logins(home)[0]?.body ?? '') as Record<string, string>;
    const { authorization = '' } = JSON.parse(Buffer.from(sent, 'base64').toString()) as Record<string, string>;
    const signature = authorization.slice(-64);
    expect(output()).toContain('logged in');
    for (const secret of [TOKEN, sent, signature, 'example-secret-key', 'example-session-token']) {
      expect(output()).not.toContain(secret);
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['a role that is not on the allow-list', { role: 'admin' }, /not on the allow-list/],
    ['a role in another case', { role: 'Token-Gen' }, /not on the allow-list/],
    ['a role that begins like one of the list', { role: 'token-gen-admin' }, /not on the allow-list/],
    ['a role that ends like one of the list', { role: 'my-token-gen' }, /not on the allow-list/],
    ['the begin of a role of the list', { role: 'token' }, /not on the allow-list/],
    ['a pattern of a role', { role: 'token.gen' }, /not on the allow-list/],
    ['a role with a blank', { role: 'token-gen ' }, /role: expected the name of a role/],
    ['a role with a line break', { role: 'token-gen\n' }, /role: expected the name of a role/],
    ['an empty role', { role: '' }, /role: expected the name of a role/],
    ['the whole allow-list', { role: 'token-gen, reader' }, /role: expected the name of a role/],
    ['a role with a path', { role: '../reader' }, /role: expected the name of a role/],
    ['an event without a role', {}, /role: expected/],
    ['an unknown field', { role: 'reader', ttl: 1 }, /ttl: expected never/],
    ['an unknown cluster', { role: 'reader', cluster: 'moon' }, /cluster: expected \("home" \| "away"\)/],
    ['no event', null, /event: expected Object/],
  ])('refuses %s before it asks anybody', async (_name, event, message) => {
    const { home, away } = await pair(primaryRoutes({ [LOGIN]: GRANTED }), secondaryRoutes());
    const error = await failure(logIn(event));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(message);
    expect([...home.requests, ...away.requests]).toEqual([]);
  });

  it.each([
    'VAULT_HOME_ADDR',
    'VAULT_AWAY_ADDR',
    'VAULT_AWS_AUTH_PATH',
    'VAULT_AWS_IAM_SERVER_ID',
    'VAULT_AWS_AUTH_ROLES',
    'AWS_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
  ])('refuses to work without %s', async (name) => {
    await pair(primaryRoutes({ [LOGIN]: GRANTED }), secondaryRoutes());
    delete process.env[name];
    const error = await failure(logIn());
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(name);
  });

  it('refuses when neither cluster is primary', async () => {
    const { home, away } = await pair(secondaryRoutes(), { 'GET sys/health': answer(502, '<html>') });
    const error = await failure(logIn());
    expect(error).toBeInstanceOf(PlanRefusedError);
    expect(error.message).toContain('home up, away odd');
    expect([...logins(home), ...logins(away)]).toEqual([]);
  });

  it.each([
    [400, 'entry for role token-gen not found'],
    [400, 'IAM Principal "arn:aws:iam::111122223333:role/x" does not belong to the role "token-gen"'],
    [400, 'error making upstream request: received error code 403 from STS: SignatureDoesNotMatch'],
    [403, 'permission denied'],
    [503, 'Vault is sealed'],
  ])('fails with the words of a %i: %s', async (status, words) => {
    await pair(primaryRoutes({ [LOGIN]: refusal(status, words) }), secondaryRoutes());
    const error = await failure(logIn());
    expect(error).toBeInstanceOf(VaultResponseError);
    expect(error).toMatchObject({ status, errors: [words] });
    expect(error.message).toContain(words);
  });

  it.each<[string, VaultAnswer]>([
    ['no auth', answer(200, { auth: null, data: { client_token: TOKEN } })],
    ['an empty token', answer(200, { auth: { client_token: '', lease_duration: 1, accessor: TOKEN } })],
    ['no lease', answer(200, { auth: { client_token: TOKEN } })],
    ...quotedJson(TOKEN).map(([name, text]): [string, VaultAnswer] => [name, answer(200, text)]),
  ])('fails on a login with %s and shows nothing of it', async (_name, given) => {
    await pair(primaryRoutes({ [LOGIN]: given }), secondaryRoutes());
    const error = await failure(logIn());
    expect(error.name).toBe('BadAnswerError');
    expect(everythingIn(error) + output()).not.toContain(quotedPart(TOKEN));
  });
});

describe('chooseCluster', () => {
  const up = (mode: string) => ({ kind: 'up', mode }) as ClusterObservation;
  const gone: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };

  it.each<[string, ClusterObservation, ClusterObservation]>([
    ['home', up('primary'), up('secondary')],
    ['away', up('secondary'), up('primary')],
    ['home', up('primary'), up('primary')],
    ['away', gone, up('primary')],
    ['home', up('primary'), { kind: 'sealed' }],
    ['away', { kind: 'changing', mode: 'primary', detail: '' }, up('primary')],
  ])('chooses %s', (chosen, home, away) => {
    expect(chooseCluster({ home, away })).toBe(chosen);
  });

  it.each<[string, ClusterObservation, ClusterObservation]>([
    ['two secondaries', up('secondary'), up('secondary')],
    ['two clusters without DR', up('disabled'), up('disabled')],
    ['two silent ones', gone, gone],
    ['one that becomes primary', { kind: 'changing', mode: 'primary', detail: '' }, up('secondary')],
  ])('refuses %s', (_name, home, away) => {
    expect(() => chooseCluster({ home, away })).toThrow(PlanRefusedError);
  });
});

describe('configuration of auth', () => {
  const ENV = { ...AUTH_ENV, VAULT_HOME_ADDR: 'https://a', VAULT_AWAY_ADDR: 'https://b' };

  it('signs for the region of the Lambda by default', () => {
    expect(parseAuthConfig(ENV)).toMatchObject({ stsRegion: 'eu-central-1', allowedRoles: ['token-gen', 'reader'] });
  });

  it('reads long-lived credentials too', () => {
    expect(readCredentials({ ...ENV, AWS_SESSION_TOKEN: undefined })).toEqual({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'example-secret-key',
    });
  });
});
