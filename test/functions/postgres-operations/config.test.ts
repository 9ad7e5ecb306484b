import { parsePostgresConfig } from '../../../functions/postgres-operations/config';
import { POSTGRES_ENV } from '../../../functions/postgres-operations/contract';
import { DNS_ENV, VAULT_ENV } from '../../../functions/shared/contract';
import { OPERATIONS_ENV } from '../../../functions/dr-operations/contract';
import type { Env } from '../../../functions/shared/env';

const home = { kind: 'self-run', host: 'db-home.example.com', port: 5432, database: 'bao', user: 'vault_dr' };
const away = { ...home, kind: 'rds', host: 'db-away.example.com', instance: 'bao-away' };
const env = (more: Env = {}): Env => ({
  ...Object.fromEntries(
    [...Object.values(DNS_ENV), OPERATIONS_ENV.journalTable, OPERATIONS_ENV.homeRegion, OPERATIONS_ENV.awayRegion].map(
      (name): [string, string] => [name, '1'],
    ),
  ),
  AWS_REGION: 'eu-west-1',
  [VAULT_ENV.homeAddress]: 'https://home.example.com',
  [VAULT_ENV.awayAddress]: 'https://away.example.com',
  [POSTGRES_ENV.databases]: JSON.stringify({ home, away }),
  [POSTGRES_ENV.passwordArn]: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-a1b2c3',
  ...more,
});

describe('parsePostgresConfig', () => {
  it('reads the database of each cluster, and leaves the rest to the defaults', () => {
    const config = parsePostgresConfig(env());
    expect(config).toMatchObject({ databases: { home, away } });
    expect(config).not.toHaveProperty('lockTable');
    expect(config).not.toHaveProperty('login');
  });

  it.each([
    ['no JSON', '{'],
    ['a cluster that is missing', JSON.stringify({ home })],
    ['a kind that is not known', JSON.stringify({ home, away: { ...away, kind: 'aurora' } })],
    ['an instance of RDS without its identifier', JSON.stringify({ home, away: { ...home, kind: 'rds' } })],
    ['a port that is none', JSON.stringify({ home: { ...home, port: 70_000 }, away })],
    ['a password', JSON.stringify({ home: { ...home, password: 'a secret' }, away })],
  ])('refuses %s, and quotes nothing of it', (_what, databases) => {
    const parse = (): unknown => parsePostgresConfig(env({ [POSTGRES_ENV.databases]: databases }));
    expect(parse).toThrow(`${POSTGRES_ENV.databases} is malformed`);
    expect(parse).not.toThrow('a secret');
  });

  it('refuses a login without a role', () => {
    expect(() => parsePostgresConfig(env({ [POSTGRES_ENV.authFunctionArn]: 'arn:aws:lambda:…' }))).toThrow(
      `Only one of the environment variables ${POSTGRES_ENV.authFunctionArn} and ${POSTGRES_ENV.authRole}`,
    );
  });

  it('names the file of the CA that cannot be read', () => {
    expect(() => parsePostgresConfig(env({ [POSTGRES_ENV.caCert]: '/nowhere/ca.pem' }))).toThrow('/nowhere/ca.pem');
  });
});
