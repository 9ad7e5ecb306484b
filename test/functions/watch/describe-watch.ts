import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { COMMUNITY_SIGHT_ENV } from '../../../functions/community-operations/contract';
import { COMMUNITY_WATCH_ENV } from '../../../functions/community-watch/contract';
import { OPERATIONS_ENV } from '../../../functions/dr-operations/contract';
import { POSTGRES_SIGHT_ENV } from '../../../functions/postgres-operations/contract';
import { DEPLOYMENT_ENV, DNS_ENV, VAULT_ENV } from '../../../functions/shared/contract';

/** Nobody answers there, and the refusal comes at once. */
const NOBODY = 'https://127.0.0.1:1';
const database = { kind: 'self-run', host: '127.0.0.1', port: 1, database: 'bao', user: 'vault_dr' };
const ENV = {
  ...Object.fromEntries(Object.values(DNS_ENV).map((name) => [name, name === DNS_ENV.roleArn ? '' : '1'])),
  ...Object.fromEntries(Object.values(DEPLOYMENT_ENV).map((name) => [name, 'test'])),
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'only-a-test',
  AWS_SECRET_ACCESS_KEY: 'only-a-test',
  [VAULT_ENV.homeAddress]: NOBODY,
  [VAULT_ENV.awayAddress]: NOBODY,
  [OPERATIONS_ENV.journalTable]: 'journal',
  [OPERATIONS_ENV.homeRegion]: 'eu-west-1',
  [OPERATIONS_ENV.awayRegion]: 'eu-central-1',
  [COMMUNITY_SIGHT_ENV.authFunctionArn]: 'auth',
  [COMMUNITY_SIGHT_ENV.authRole]: 'watch',
  [COMMUNITY_SIGHT_ENV.homeBucket]: 'copies-home',
  [COMMUNITY_SIGHT_ENV.awayBucket]: 'copies-away',
  // The same variable for both Lambdas.
  [COMMUNITY_WATCH_ENV.operationsFunction]: 'operations',
  [COMMUNITY_WATCH_ENV.pullerFunction]: 'puller',
  [POSTGRES_SIGHT_ENV.databases]: JSON.stringify({ home: database, away: database }),
  [POSTGRES_SIGHT_ENV.passwordArn]: 'password',
};

const SILENCE = 'no answer';
/** Commands that read. */
const READS = /^(Get|Head|List|Query|Describe)/;

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/**
 * Describes the watch of a pair without Vault Enterprise, where neither a cluster nor AWS gives an answer.
 *
 * @param functions the Lambdas without which an operation could not run
 */
export function describeWatch(name: string, handler: Handler, functions: readonly string[]): void {
  describe(name, () => {
    const lambda = mockClient(LambdaClient);
    const secrets = mockClient(SecretsManagerClient);
    const tables = mockClient(DynamoDBClient);
    const rds = mockClient(RDSClient);
    const zone = mockClient(Route53Client);
    const files = mockClient(S3Client);
    const before = process.env;

    beforeAll(async () => {
      process.env = { ...before, ...ENV };
      lambda.onAnyCommand().rejects(SILENCE);
      secrets.onAnyCommand().rejects(SILENCE);
      tables.onAnyCommand().rejects(SILENCE);
      rds.onAnyCommand().rejects(SILENCE);
      zone.onAnyCommand().rejects(SILENCE);
      files.onAnyCommand().rejects(SILENCE);
      secrets.on(GetSecretValueCommand).resolves({ SecretString: '{"password": "only a test"}' });
      lambda.on(GetFunctionConfigurationCommand).resolves({ State: 'Active' });
      lambda.on(InvokeCommand).resolves({});
      await handler({}, { getRemainingTimeInMillis: () => 60_000 } as Context);
    });
    afterAll(() => (process.env = before));

    it('looks at each Lambda without which an operation could not run', () => {
      const asked = lambda.commandCalls(GetFunctionConfigurationCommand).map(({ args }) => args[0].input.FunctionName);
      expect(asked.sort()).toEqual(functions);
    });

    it('wakes the operations with an event that changes nothing', () => {
      const woken = lambda.commandCalls(InvokeCommand, { FunctionName: 'operations' });
      expect(woken.map(({ args }) => args[0].input.Payload)).toEqual(['{"operation":"status"}']);
    });

    it('changes nothing', () => {
      const calls = [...tables.calls(), ...rds.calls(), ...zone.calls(), ...files.calls()];
      const commands = calls.map(({ args }) => args[0].constructor.name);
      expect(commands.length).toBeGreaterThan(0);
      expect(commands.filter((command) => !READS.test(command))).toEqual([]);
    });
  });
}
