import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsClientConfig } from '../../../functions/shared/aws';
import { AwsError } from '../../../functions/shared/errors';
import { failure } from '../../helpers/errors';
import { closeServers, startTcp } from '../../helpers/servers';

describe('awsClientConfig', () => {
  afterEach(closeServers);

  it.each([1, 2])('ends a call that nobody answers after %i attempts', async (maxAttempts) => {
    const hole = await startTcp();
    const client = new SecretsManagerClient({
      region: 'eu-central-1',
      endpoint: hole.address.replace('https', 'http'),
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
      ...awsClientConfig({ connectionTimeoutMs: 4000, requestTimeoutMs: 500, maxAttempts }),
    });
    const error = await failure(client.send(new GetSecretValueCommand({ SecretId: 'a' })));
    client.destroy();
    expect(error.name).toBe('TimeoutError');
    expect(hole.sockets).toHaveLength(maxAttempts);
  });
});

describe('AwsError', () => {
  it.each<[string, unknown, string, boolean]>([
    ['no answer', new Error('x'), 'Error', true],
    ['a refusal', awsFailure('AccessDenied', 403), 'AccessDenied', false],
    ['a failure of the service', awsFailure('InternalFailure', 500), 'InternalFailure', true],
    ['a throttled call', awsFailure('Throttling', 400), 'Throttling', true],
    [
      'a change that waits for another one',
      awsFailure('PriorRequestNotComplete', 400),
      'PriorRequestNotComplete',
      true,
    ],
    ['a call that the SDK marks', Object.assign(awsFailure('Throttling', 400), { $retryable: {} }), 'Throttling', true],
    ['something that is no error', 'x', 'unknown', false],
  ])('says whether %s is worth another try', (_name, cause, name, retryable) => {
    const error = new AwsError('Lambda', 'Invoke', cause, 'Look.');
    expect(error).toMatchObject({ message: `Lambda Invoke failed (${name}). Look.`, retryable, cause });
  });
});

function awsFailure(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error('words of AWS'), { name, $metadata: { httpStatusCode } });
}
