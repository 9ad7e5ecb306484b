import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import type { Context } from 'aws-lambda';
import { handler as auth } from '../../../functions/auth';
import { handler as dnsSwitch } from '../../../functions/dns-switch';
import { handler as tokenGen } from '../../../functions/dr-operation-token-gen';
import { handler as watch } from '../../../functions/watch';
import { handler as drOperations } from '../../../functions/dr-operations';
import type { ClientCertificate } from '../../../functions/shared/client-certificate';
import { AwsError, BadAnswerError, ConfigError } from '../../../functions/shared/errors';
import { Secret } from '../../../functions/shared/secret';
import { VaultClient } from '../../../functions/shared/vault-client';
import { parseVaultConfig, withClientCertificate } from '../../../functions/shared/vault-config';
import { everythingIn, failure } from '../../helpers/errors';
import { primaryRoutes, startVault } from '../../helpers/fake-vault';
import { captureOutput, lambdaContext, vaultEnv } from '../../helpers/lambda';
import { PAIR_ENV } from '../../helpers/pair-env';
import {
  ASKS_FOR_CERTIFICATE,
  authority,
  closeServers,
  refusingAddress,
  startHttps,
  startTcp,
} from '../../helpers/servers';

const TRUSTED = authority.issueClient('vault-dr');
const secrets = mockClient(SecretsManagerClient);
let clients: VaultClient[] = [];
let arn = 0;
const before = process.env;

/** A secret of its own for each test, because the module keeps what it has read. */
const nextArn = (): string => `arn:secret:${(arn += 1)}`;
const secretIs = (SecretString: string): void => {
  secrets.on(GetSecretValueCommand).resolves({ SecretString });
};
const valueOf = ({ cert, key }: { cert: string; key: string }): string => JSON.stringify({ certificate: cert, key });

beforeEach(() => secrets.reset());
afterEach(async () => {
  process.env = before;
  jest.restoreAllMocks();
  for (const client of clients) client.close();
  clients = [];
  await closeServers();
});

/** Calls a server that asks for a certificate. */
async function health(own?: { cert: string; key: string }, more: object = {}): Promise<unknown> {
  const server = await startHttps((_, response) => response.end('{}'), { ...ASKS_FOR_CERTIFICATE, ...more });
  const certificate: ClientCertificate | undefined = own && { certificate: own.cert, key: new Secret(own.key) };
  const client = new VaultClient('home', server.address, authority.ca, certificate);
  clients.push(client);
  return client.read('sys/health', 5_000);
}

describe.each([
  ['TLS 1.3', { minVersion: 'TLSv1.3' }],
  ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
])('a listener that asks for a client certificate, with %s', (_, version) => {
  it('answers a client with a certificate of its authority', async () => {
    expect(await health(TRUSTED, version)).toMatchObject({ status: 200 });
  });
});

describe('an alert about the certificate of the client', () => {
  it('is what a listener sends to a client without one', async () => {
    const error = await failure(health());
    expect(error).toBeInstanceOf(BadAnswerError);
    expect(error).toMatchObject({ badAnswer: 'client-certificate' });
  });

  /** A server that answers the first message of the handshake with a fatal alert. */
  const alerted = async (number: number): Promise<Error> => {
    const server = await startTcp((socket) => {
      socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, number])));
    });
    const client = new VaultClient('home', server.address, authority.ca);
    clients.push(client);
    return failure(client.read('sys/health', 5_000));
  };

  it.each([42, 43, 44, 45, 46, 48, 49, 116])('is told from a bad certificate of the server: %i', async (number) => {
    expect(await alerted(number)).toMatchObject({ badAnswer: 'client-certificate' });
  });

  it.each([
    ['no common cipher', 40],
    ['another protocol version', 70],
  ])('is not %s', async (_, number) => {
    expect(await alerted(number)).not.toMatchObject({ badAnswer: 'client-certificate' });
  });
});

describe('withClientCertificate', () => {
  const config = (secretArn: string | undefined) =>
    parseVaultConfig({
      VAULT_HOME_ADDR: 'https://home.example.com',
      VAULT_AWAY_ADDR: 'https://away.example.com',
      VAULT_CLIENT_CERT_SECRET_ARN: secretArn,
    });

  it('reads nothing without a secret', async () => {
    expect(await withClientCertificate(config(undefined))).not.toHaveProperty('clientCertificate');
    expect(secrets.calls()).toHaveLength(0);
  });

  it('reads the secret once, and again after a quarter of an hour', async () => {
    const secretArn = nextArn();
    secretIs(valueOf(TRUSTED));
    for (let time = 0; time < 3; time += 1) await withClientCertificate(config(secretArn));
    expect(secrets.calls()).toHaveLength(1);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 16 * 60_000);
    const renewed = authority.issueClient('renewed');
    secretIs(valueOf(renewed));
    expect(await withClientCertificate(config(secretArn))).toMatchObject({
      clientCertificate: { certificate: renewed.cert },
    });
  });

  it('keeps the certificate if Secrets Manager fails later', async () => {
    const secretArn = nextArn();
    secretIs(valueOf(TRUSTED));
    await withClientCertificate(config(secretArn));
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 16 * 60_000);
    secrets.on(GetSecretValueCommand).rejects(new Error('down'));
    expect(await withClientCertificate(config(secretArn))).toMatchObject({
      clientCertificate: { certificate: TRUSTED.cert },
    });
  });

  it('fails as an AWS error if the secret cannot be read', async () => {
    secrets.on(GetSecretValueCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const error = await failure(withClientCertificate(config(nextArn())));
    expect(error).toBeInstanceOf(AwsError);
    expect(error.message).toMatch(/GetSecretValue of the client certificate failed \(AccessDeniedException\)/);
  });

  it.each([
    ['no JSON', TRUSTED.key, /is not JSON/],
    ['no key', JSON.stringify({ certificate: TRUSTED.cert }), /lacks certificate or key/],
    [
      'no certificate in PEM',
      JSON.stringify({ certificate: 'MIIB', key: TRUSTED.key }),
      /the certificate is not in PEM/,
    ],
    ['no key in PEM', JSON.stringify({ certificate: TRUSTED.cert, key: 'secret-key' }), /the key is not in PEM/],
    [
      'the key of another certificate',
      JSON.stringify({ certificate: TRUSTED.cert, key: authority.issueClient('b').key }),
      /the key is not that of the certificate/,
    ],
  ])('refuses a secret with %s, without a word of it', async (_, text, message) => {
    secretIs(text);
    const error = await failure(withClientCertificate(config(nextArn())));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(message);
    const lines = TRUSTED.key.split('\n');
    for (const part of [lines[1] ?? '', 'secret-key']) expect(everythingIn(error)).not.toContain(part);
  });
});

describe('each Lambda', () => {
  const ENV = {
    ...PAIR_ENV,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    VAULT_AWS_AUTH_PATH: 'aws',
    VAULT_AWS_IAM_SERVER_ID: 'vault.example.com',
    VAULT_AWS_AUTH_ROLES: 'token-gen',
    AUTH_FUNCTION_ARN: 'arn:auth',
    VAULT_AWS_AUTH_ROLE: 'token-gen',
    VAULT_TOKEN_ROLE: 'failover-handler',
    OPERATION_TOKEN_TTL_SECONDS: '28800',
    OPERATION_TOKEN_ROTATION_MINUTES: '180',
    DR_OPERATIONS_FUNCTION: 'dr-operations',
    DNS_SWITCH_FUNCTION: 'dns-switch',
    DEPLOYMENT_ENVIRONMENT: 'test',
    DEPLOYMENT_IDENTIFIER: 'a1',
    OPERATION_TOKEN_SECRET_ARN: 'arn:secret',
  };
  const lambda = mockClient(LambdaClient);
  const login = Buffer.from(JSON.stringify({ cluster: 'home', token: 'hvs.example', leaseDurationSeconds: 300 }));

  it.each<[string, (context: Context) => Promise<unknown>]>([
    ['auth', (context) => auth({ role: 'token-gen' }, context)],
    ['dr-operation-token-gen', (context) => tokenGen({}, context)],
    ['dns-switch', (context) => dnsSwitch({ dryRun: true }, context)],
    ['dr-operations', (context) => drOperations({ operation: 'status' }, context)],
    ['watch', (context) => watch({}, context)],
  ])('reaches a Vault that asks for a certificate: %s', async (_, invoke) => {
    captureOutput();
    secretIs(valueOf(TRUSTED));
    lambda
      .on(InvokeCommand)
      .resolves({ StatusCode: 200, Payload: Object.assign(login, { transformToString: () => login.toString() }) });
    const home = await startVault(primaryRoutes(), ASKS_FOR_CERTIFICATE);
    process.env = {
      ...before,
      ...ENV,
      ...vaultEnv(home, { address: await refusingAddress() }),
      VAULT_CLIENT_CERT_SECRET_ARN: nextArn(),
    };
    await invoke(lambdaContext()).catch(() => undefined); // what follows the call of Vault is not the point
    expect(home.requests.length).toBeGreaterThan(0);
  });
});
