import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { readPassword } from '../../../functions/postgres-operations/password';
import { failure } from '../../helpers/errors';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-a1b2c3';
const mock = mockClient(SecretsManagerClient);
const read = (): Promise<unknown> => readPassword(new SecretsManagerClient({}), ARN);
const holding = (text: string): void => void mock.on(GetSecretValueCommand).resolves({ SecretString: text });
beforeEach(() => mock.reset());

describe('readPassword', () => {
  it('gives the password, which nothing prints', async () => {
    holding(JSON.stringify({ username: 'vault_dr', password: 'correct horse' }));
    const password = await readPassword(new SecretsManagerClient({}), ARN);
    expect(password.reveal()).toBe('correct horse');
    expect(`${String(password)} ${JSON.stringify(password)}`).not.toContain('correct horse');
  });

  it.each(['correct horse', '{"pass": "correct horse"}', '{"password": ""}'])(
    'says how the secret has to look, and quotes nothing of %s',
    async (text) => {
      holding(text);
      const error = await failure(read());
      expect(error).toMatchObject({ name: 'ConfigError' });
      expect(error.message).toContain('{"password": "<password>"}');
      expect(`${error.message} ${String(error.cause)}`).not.toContain('horse');
    },
  );

  it('says what to do if the secret cannot be read', async () => {
    mock.on(GetSecretValueCommand).rejects(new Error('no'));
    expect((await failure(read())).message).toContain('run in the other region');
  });
});
