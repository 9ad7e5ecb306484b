import { policyDocument } from '../../modules/private/iam';
import { accessStatements } from '../../modules/operator-access';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { config as dev } from '../../live/dev/config';
import { AwsApi } from '../local/aws/api';
import { ACCOUNT_ID } from '../local/aws/ministack';
import { Operator } from './operator';

// The tests run whole processes in a local world, on a machine that may be busy.
jest.setTimeout(90_000);

const deployment = `${dev.environment}-${dev.identifier}`;
const lambda = (cluster: ClusterName, name: string): string =>
  `arn:aws:lambda:${dev[cluster].region}:${ACCOUNT_ID}:function:vault-${name}-${deployment}`;

/** Creates a user of the account who has only these statements. @returns the variables with the keys */
async function createUser(endpoint: string, UserName: string, functions: readonly string[]) {
  const stores = (cluster: ClusterName) => {
    const { region } = dev[cluster];
    const arn = `arn:aws:dynamodb:${region}:${ACCOUNT_ID}:table/vault-dr-journal-${deployment}`;
    const key = { arn: `arn:aws:kms:${region}:${ACCOUNT_ID}:key/of-the-region` };
    return { accountId: ACCOUNT_ID, key, journal: { arn, region } };
  };
  const arns = CLUSTER_NAMES.flatMap((cluster) => functions.map((name) => lambda(cluster, name)));
  const statements = accessStatements({ home: stores('home'), away: stores('away') }, arns);
  const iam = new AwsApi(endpoint);
  const ask = (Action: string, parameters: Record<string, string>): Promise<string> =>
    iam.query('iam', 'us-east-1', { Action, Version: '2010-05-08', UserName, ...parameters });
  await ask('CreateUser', {});
  await ask('PutUserPolicy', { PolicyName: 'access', PolicyDocument: policyDocument(statements) });
  const xml = await ask('CreateAccessKey', {});
  const text = (tag: string): string => new RegExp(`<${tag}>([^<]+)<`).exec(xml)?.[1] ?? '';
  return { AWS_ACCESS_KEY_ID: text('AccessKeyId'), AWS_SECRET_ACCESS_KEY: text('SecretAccessKey') };
}

describe('the access of operators', () => {
  let operator: Operator;
  let looker: Record<string, string>;
  beforeAll(async () => {
    operator = await Operator.start();
    looker = await createUser(operator.world.aws.url, 'looker', ['watch']);
  });
  afterAll(() => operator.stop());

  it('lets whoever may look see the status of both regions', async () => {
    const { code, stdout } = await operator.run(['status', '-o', 'json'], { env: looker });
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, healthy: true });
  });

  it('lets whoever may look see the history', async () => {
    expect(await operator.run(['history'], { env: looker })).toMatchObject({ code: 0 });
  });

  it('does not let them change roles', async () => {
    const { code, stdout, stderr } = await operator.run(['switchover', '--yes'], { env: looker });
    expect(code).not.toBe(0);
    expect(stdout + stderr).toMatch(/AWS does not allow lambda:InvokeFunction/);
    expect(operator.world.pair.home.mode).toBe('primary');
  });

  it('lets whoever may operate change roles and renew the token', async () => {
    const env = await createUser(operator.world.aws.url, 'operator', [
      'dr-operations',
      'dns-switch',
      'dr-operation-token-gen',
    ]);
    expect(await operator.run(['switchover', '--yes'], { env })).toMatchObject({ code: 0 });
    expect(await operator.run(['token', 'rotate'], { env })).toMatchObject({ code: 0 });
    expect(operator.world.pair.away.mode).toBe('primary');
  });
});
