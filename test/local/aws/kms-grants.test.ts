import { KmsGrants } from './kms-grants';

const KEY = 'arn:aws:kms:eu-west-1:000000000000:key/1';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:token-AbCdEf';
const LAMBDA = { region: 'eu-west-1', functionName: 'reader' };
const READ = { service: 'secretsmanager', operation: 'GetSecretValue', region: 'eu-west-1', byLambda: true };
const ACCOUNT = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::000000000000:root' },
  Action: 'kms:*',
  Resource: '*',
};

const policy = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

function grantsWith(ofKey: string, ...ofRole: object[]): KmsGrants {
  const grants = new KmsGrants();
  grants.addKey(KEY, ofKey);
  grants.addEncrypted(SECRET, 'eu-west-1', 'token', KEY);
  grants.addFunction(LAMBDA, 'arn:aws:iam::000000000000:role/reader-role');
  grants.addRolePolicy('reader-role', policy(...ofRole));
  return grants;
}

const refusal = (grants: KmsGrants, secret = SECRET): string | undefined =>
  grants.refusal(READ, JSON.stringify({ SecretId: secret }), LAMBDA);

const allow = (action: string, resource: string): object => ({
  Effect: 'Allow',
  Action: [action],
  Resource: [resource],
});

describe('KmsGrants', () => {
  it.each([SECRET, 'token'])('lets a role with kms:Decrypt on the key read %s', (secret) => {
    expect(refusal(grantsWith(policy(ACCOUNT), allow('kms:Decrypt', KEY)), secret)).toBeUndefined();
  });

  it.each([
    ['no right to a key', []],
    ['another right', [allow('kms:Encrypt', KEY)]],
    ['a right to another key', [allow('kms:Decrypt', `${KEY}2`)]],
    ['a right that is denied again', [allow('kms:*', '*'), { Effect: 'Deny', Action: 'kms:Decrypt', Resource: KEY }]],
  ])('refuses a role with %s', (_, statements) => {
    expect(refusal(grantsWith(policy(ACCOUNT), ...statements))).toBe(
      `User: reader-role is not authorized to perform: kms:Decrypt on resource: ${KEY}`,
    );
  });

  it('refuses a role whose account the key does not trust', () => {
    const others = { ...ACCOUNT, Principal: { AWS: 'arn:aws:iam::111111111111:root' } };
    expect(refusal(grantsWith(policy(others), allow('kms:Decrypt', KEY)))).toContain('kms:Decrypt');
  });

  const GROUP = 'arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/vault-auth-test-a1';
  const logs = (service: string, pattern: string): string =>
    policy({
      Effect: 'Allow',
      Principal: { Service: service },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': pattern } },
    });

  it.each([
    ['logs.eu-west-1.amazonaws.com', GROUP.replace('auth', '*'), true],
    ['logs.eu-central-1.amazonaws.com', GROUP, false],
    ['logs.eu-west-1.amazonaws.com', GROUP.replace('a1', 'a2'), false],
    ['logs.eu-west-1.amazonaws.com', GROUP.replace('/aws', 'aws'), false],
  ])('asks the policy of the key whether %s may encrypt %s', (service, pattern, may) => {
    expect(grantsWith(logs(service, pattern)).mayEncryptLogs(KEY, 'eu-west-1', GROUP)).toBe(may);
  });
});
