import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../functions/dr-operation-token-gen';
import { LoginError } from '../../../functions/dr-operation-token-gen/invoke-auth';
import type { TokenGenResult } from '../../../functions/dr-operation-token-gen/contract';
import { AwsError, BadAnswerError, ConfigError, VaultResponseError } from '../../../functions/shared/errors';
import { parseOperationToken } from '../../../functions/shared/operation-token';
import { everythingIn, failure } from '../../helpers/errors';
import { answer, refusal, startVault, type VaultAnswer } from '../../helpers/fake-vault';
import { quotedJson, quotedPart } from '../../helpers/quoted-json';
import { captureOutput, lambdaContext, vaultEnv } from '../../helpers/lambda';
import { closeServers, refusingAddress, type RunningServer } from '../../helpers/servers';

const LOGIN_TOKEN = 'hvs.CAESILoginexampleexample';
const TOKEN = 'hvb.AAAAAQexampleexample-_example';
const TOKEN_GEN_ENV = {
  AUTH_FUNCTION_ARN: 'arn:auth',
  VAULT_AWS_AUTH_ROLE: 'token-gen',
  VAULT_TOKEN_ROLE: 'failover-handler',
  OPERATION_TOKEN_TTL_SECONDS: '86400',
  OPERATION_TOKEN_ROTATION_MINUTES: '720',
  OPERATION_TOKEN_SECRET_ARN: 'arn:secret',
};
const created = (change: object = {}): VaultAnswer =>
  answer(200, { auth: { client_token: TOKEN, lease_duration: 86_400, token_type: 'batch', ...change } });

const lambda = mockClient(LambdaClient);
const secrets = mockClient(SecretsManagerClient);
const before = process.env;
let output: () => string;

const payload = (value: unknown) => {
  const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return Object.assign(bytes, { transformToString: () => bytes.toString() });
};
const authGives = (value: unknown, functionError?: string): void => {
  lambda.on(InvokeCommand).resolves({
    StatusCode: 200,
    Payload: payload(value),
    ...(functionError !== undefined && { FunctionError: functionError }),
  });
};

beforeEach(() => {
  lambda.reset();
  secrets.reset();
  authGives({ cluster: 'away', token: LOGIN_TOKEN, leaseDurationSeconds: 300 });
  secrets.on(PutSecretValueCommand).resolves({ VersionId: 'v2' });
  output = captureOutput();
});
afterEach(async () => {
  const printed = output();
  jest.restoreAllMocks();
  process.env = before;
  await closeServers();
  for (const token of [TOKEN, LOGIN_TOKEN]) expect(printed).not.toContain(token);
});

/** Away is primary and answers the creation; home is down. */
const primary = async (creation: VaultAnswer): Promise<RunningServer> => {
  const away = await startVault({ 'POST auth/token/create/failover-handler': creation });
  process.env = { ...before, ...TOKEN_GEN_ENV, ...vaultEnv({ address: await refusingAddress() }, away) };
  return away;
};
const run = async (): Promise<TokenGenResult> => (await handler({}, lambdaContext())) as TokenGenResult;
const written = (): string[] =>
  secrets.commandCalls(PutSecretValueCommand).map(({ args }) => args[0].input.SecretString ?? '');

const failsSafely = async (): Promise<Error> => {
  const error = await failure(run());
  expect(written()).toEqual([]);
  for (const token of [TOKEN, LOGIN_TOKEN]) expect(everythingIn(error)).not.toContain(quotedPart(token));
  return error;
};

type Failing = [name: string, payload: unknown, functionError: string | undefined, message: RegExp];

describe('handler of dr-operation-token-gen', () => {
  it.each([
    ['all that was asked for', 86_400],
    ['less than was asked for', 3600],
  ])('writes the token with the times of what Vault granted: %s', async (_name, granted) => {
    const away = await primary(created({ lease_duration: granted }));
    const result = await run();

    expect(lambda.commandCalls(InvokeCommand)[0]?.args[0].input).toMatchObject({ FunctionName: 'arn:auth' });
    const event = lambda.commandCalls(InvokeCommand)[0]?.args[0].input.Payload as Buffer;
    expect(JSON.parse(event.toString())).toEqual({ role: 'token-gen' });
    expect(away.requests).toMatchObject([{ method: 'POST', body: '{"ttl":"86400s"}' }]);
    expect(away.requests[0]?.headers['x-vault-token']).toBe(LOGIN_TOKEN);

    const [text = ''] = written();
    const value = JSON.parse(text) as Record<string, string>;
    expect(Object.keys(value)).toEqual(['token', 'issuedAt', 'expiresAt', 'requestedTtlSeconds', 'rotationMinutes']);
    expect(value).toMatchObject({ token: TOKEN, requestedTtlSeconds: 86_400, rotationMinutes: 720 });
    const { issuedAt, expiresAt } = parseOperationToken(text, 0);
    expect(expiresAt - issuedAt).toBe(granted * 1000);

    expect(result).toMatchObject({
      cluster: 'away',
      issuedAt: value['issuedAt'],
      expiresAt: value['expiresAt'],
      requestedTtlSeconds: 86_400,
      versionId: 'v2',
    });
    expect(output()).toContain('operation token written');
  });

  it('reports a token that lasts too short for its rotation', async () => {
    await primary(created({ lease_duration: 3600 }));
    expect((await run()).problem?.kind).toBe('token-short-lived');
    expect(output()).toContain('it lasts too short');
  });

  it('reports no problem if Vault grants what was asked for', async () => {
    await primary(created());
    expect(await run()).not.toHaveProperty('problem');
  });

  describe('with a break-glass token', () => {
    const BREAK_GLASS = {
      VAULT_BREAK_GLASS_TOKEN_ROLE: 'glass',
      BREAK_GLASS_TOKEN_TTL_SECONDS: '604800',
      BREAK_GLASS_TOKEN_SECRET_ARN: 'arn:glass',
    };
    const GLASS_TOKEN = 'hvb.AAAAAQglassglassglass-_glass';
    const pairWith = async (creation: VaultAnswer): Promise<RunningServer> => {
      const away = await startVault({
        'POST auth/token/create/failover-handler': created(),
        'POST auth/token/create/glass': creation,
      });
      process.env = {
        ...before,
        ...TOKEN_GEN_ENV,
        ...BREAK_GLASS,
        ...vaultEnv({ address: await refusingAddress() }, away),
      };
      return away;
    };
    const glass = (change: object = {}): VaultAnswer =>
      created({ client_token: GLASS_TOKEN, lease_duration: 604_800, ...change });
    const secretsWritten = (): (string | undefined)[] =>
      secrets.commandCalls(PutSecretValueCommand).map(({ args }) => args[0].input.SecretId);

    it('writes the DR operation token first, then the break-glass token to its own secret', async () => {
      const away = await pairWith(glass());
      const { breakGlass } = await run();
      expect(away.requests.map(({ body }) => body)).toEqual(['{"ttl":"86400s"}', '{"ttl":"604800s"}']);
      expect(secretsWritten()).toEqual(['arn:secret', 'arn:glass']);
      expect(written().map((text) => (JSON.parse(text) as { token: string }).token)).toEqual([TOKEN, GLASS_TOKEN]);
      expect(breakGlass).toMatchObject({ requestedTtlSeconds: 604_800, versionId: 'v2' });
      expect(breakGlass).not.toHaveProperty('problem');
      expect(JSON.stringify(breakGlass) + output()).not.toContain(GLASS_TOKEN);
    });

    it.each([
      ['Vault refuses it', refusal(403, 'permission denied'), /permission denied/],
      ['its role makes service tokens', glass({ token_type: 'service' }), /glass creates service tokens/],
      ['Vault answers with something else', answer(200, '<html>'), /bad answer/],
    ])('keeps the DR operation token and reports it if %s', async (_name, creation, words) => {
      await pairWith(creation);
      const { versionId, breakGlass } = await run();
      expect(versionId).toBe('v2');
      expect(secretsWritten()).toEqual(['arn:secret']);
      expect(breakGlass).toEqual({ failure: expect.stringMatching(words) as string });
      expect(output()).toContain('break-glass token not written');
    });

    it('keeps the DR operation token and reports it if the second secret cannot be written', async () => {
      await pairWith(glass());
      secrets
        .on(PutSecretValueCommand, { SecretId: 'arn:glass' })
        .rejects(Object.assign(new Error('no'), { name: 'DecryptionFailure' }));
      const { versionId, breakGlass } = await run();
      expect(versionId).toBe('v2');
      expect(breakGlass).toEqual({ failure: expect.stringContaining('DecryptionFailure') as string });
    });

    it('reports a break-glass token that Vault gave less time than was asked for, by its name', async () => {
      await pairWith(glass({ lease_duration: 172_800 }));
      const { problem, breakGlass } = await run();
      expect(problem).toBeUndefined();
      expect(breakGlass).toMatchObject({
        problem: {
          kind: 'token-short-lived',
          text: expect.stringMatching(/break-glass token .*max_lease_ttl/) as string,
        },
      });
    });

    it.each(Object.keys(BREAK_GLASS))('refuses to work with a part of its variables: without %s', async (name) => {
      await pairWith(glass());
      delete process.env[name];
      expect((await failsSafely()).message).toContain(name);
    });
  });

  it('only logs in when it is asked for a dry run', async () => {
    const away = await primary(created());
    expect(await handler({ dryRun: true }, lambdaContext())).toEqual({ cluster: 'away', dryRun: true });
    expect(lambda.commandCalls(InvokeCommand)).toHaveLength(1);
    expect(away.requests).toEqual([]);
    expect(written()).toEqual([]);
  });

  it.each([{ dryRun: false }, { source: 'aws.scheduler' }, 'anything', null])(
    'creates a token for %j',
    async (event) => {
      await primary(created());
      expect(await handler(event, lambdaContext())).toMatchObject({ versionId: 'v2' });
    },
  );

  it('writes every token under a request id of its own', async () => {
    await primary(created());
    await run();
    await run();
    const inputs = secrets.commandCalls(PutSecretValueCommand).map(({ args }) => args[0].input);
    expect(inputs).toHaveLength(2);
    expect(inputs[0]).toMatchObject({ SecretId: 'arn:secret' });
    expect(inputs[0]?.ClientRequestToken).toMatch(/^[\da-f-]{36}$/);
    expect(inputs[0]?.ClientRequestToken).not.toBe(inputs[1]?.ClientRequestToken);
  });

  it.each<Failing>([
    [
      'an error of auth',
      { errorType: 'PlanRefusedError', errorMessage: 'No cluster is known to be primary.', trace: [] },
      'Unhandled',
      /auth could not log in: PlanRefusedError: No cluster is known to be primary\./,
    ],
    [
      'an error of auth that quotes a token',
      { errorType: 'VaultResponseError', errorMessage: `bad token ${LOGIN_TOKEN}` },
      'Unhandled',
      /VaultResponseError: bad token \[secret\]/,
    ],
    [
      'a time-out of auth without a type',
      { errorMessage: 'Task timed out after 3.00 seconds' },
      'Unhandled',
      /timed out after 3\.00 seconds/,
    ],
    ...quotedJson(LOGIN_TOKEN).map(([name, text]): Failing => [
      `${name} as an error`,
      text,
      'Unhandled',
      /: Unhandled/,
    ]),
    ['a result without a token', { cluster: 'away' }, undefined, /is not a token/],
    ['a result of an unknown cluster', { cluster: 'moon', token: LOGIN_TOKEN }, undefined, /is not a token/],
    ...quotedJson(LOGIN_TOKEN).map(([name, text]): Failing => [name, text, undefined, /is not a token/]),
    ['an empty result', '', undefined, /is not a token/],
  ])('fails on %s and writes nothing', async (_name, value, functionError, message) => {
    const away = await primary(created());
    authGives(value, functionError);
    const error = await failsSafely();
    expect(error).toBeInstanceOf(LoginError);
    expect(error.message).toMatch(message);
    expect(away.requests).toEqual([]);
  });

  it('fails when auth cannot be invoked', async () => {
    await primary(created());
    lambda.on(InvokeCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const error = await failsSafely();
    expect(error).toBeInstanceOf(AwsError);
    expect(error.message).toContain('Lambda Invoke of auth failed (AccessDeniedException)');
  });

  it.each(['service', 'default-service'])('refuses a token role that creates %s tokens', async (tokenType) => {
    await primary(created({ token_type: tokenType, client_token: 'hvs.CAESIServiceexampleexample' }));
    const error = await failsSafely();
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(`failover-handler creates ${tokenType} tokens`);
  });

  it.each([
    [400, "'token_type' cannot be 'batch' when role is set to generate non-orphan tokens"],
    [400, 'unknown role failover-handler'],
    [400, 'path disabled in replication DR secondary mode'],
    [403, '1 error occurred: * permission denied'],
  ])('fails with the words of a %i: %s', async (status, words) => {
    await primary(refusal(status, words));
    const error = await failsSafely();
    expect(error).toBeInstanceOf(VaultResponseError);
    expect(error.message).toContain(words);
  });

  it.each([
    ['no auth', answer(200, { data: { client_token: TOKEN } })],
    ['an empty token', created({ client_token: '' })],
    ['no lifetime', created({ lease_duration: 0 })],
    ['no type', created({ token_type: undefined })],
    ['nothing', answer(204, '')],
    ['HTML', answer(200, '<html>')],
  ])('fails on a creation with %s', async (_name, creation) => {
    await primary(creation);
    expect(await failsSafely()).toBeInstanceOf(BadAnswerError);
  });

  it('fails when the secret cannot be written', async () => {
    await primary(created());
    secrets.on(PutSecretValueCommand).rejects(Object.assign(new Error('no'), { name: 'DecryptionFailure' }));
    const error = await failure(run());
    expect(error).toBeInstanceOf(AwsError);
    expect(error.message).toContain('Secrets Manager PutSecretValue failed (DecryptionFailure)');
    expect(everythingIn(error)).not.toContain(TOKEN);
    expect(output()).not.toContain('operation token written');
  });

  it.each([...Object.keys(TOKEN_GEN_ENV), 'VAULT_HOME_ADDR', 'VAULT_AWAY_ADDR'])(
    'refuses to work without %s',
    async (name) => {
      await primary(created());
      delete process.env[name];
      const error = await failsSafely();
      expect(error).toBeInstanceOf(ConfigError);
      expect(error.message).toContain(name);
      expect(lambda.calls()).toHaveLength(0);
    },
  );
});
