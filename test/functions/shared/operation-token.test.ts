import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { Deadline, startClock } from '../../../functions/shared/clock';
import { OperationTokenError } from '../../../functions/shared/errors';
import { parseOperationToken, readOperationToken } from '../../../functions/shared/operation-token';
import { quotedJson, quotedPart } from '../../helpers/quoted-json';
import { everythingIn, failure, thrown } from '../../helpers/errors';

const TOKEN = 'hvb.AAAAAQKz3T0Qm-_Zw5example';
const NOW = Date.parse('2025-06-01T12:00:00Z');
const VALUE = { token: TOKEN, issuedAt: '2025-06-01T00:00:00.000Z', expiresAt: '2025-06-02T00:00:00.000Z' };
const value = (change: object = {}): string => JSON.stringify({ ...VALUE, ...change });

describe('parseOperationToken', () => {
  it('gives the token and its times', () => {
    const { token, issuedAt, expiresAt } = parseOperationToken(value({ more: 1 }), NOW);
    expect(token.reveal()).toBe(TOKEN);
    expect([issuedAt, expiresAt]).toEqual([Date.parse(VALUE.issuedAt), Date.parse(VALUE.expiresAt)]);
  });

  it.each<[string, string, RegExp]>([
    ...quotedJson(TOKEN).map(([name, text]): [string, string, RegExp] => [name, text, /not JSON/]),
    ['half a JSON', value().slice(0, 60), /not JSON/],
    ['nothing', '', /not JSON/],
    ['null', 'null', /usable value/],
    ['a JSON text', JSON.stringify(TOKEN), /usable value/],
    ['no token', value({ token: undefined }), /usable token/],
    ['an empty token', value({ token: '' }), /usable token/],
    ['a token that is a number', value({ token: 12345678 }), /usable token/],
    ['a token with a line break', value({ token: `${TOKEN}\n` }), /usable token/],
    ['no times', value({ issuedAt: undefined, expiresAt: undefined }), /usable issuedAt, expiresAt/],
    ['a date that is none', value({ expiresAt: TOKEN }), /usable expiresAt/],
    ['a day that does not exist', value({ issuedAt: '2025-13-45' }), /usable issuedAt/],
    ['a date that is a number', value({ expiresAt: 1748822400 }), /usable expiresAt/],
  ])('refuses %s without quoting it', async (_name, text, message) => {
    const error = await thrown(() => parseOperationToken(text, NOW));
    expect(error).toBeInstanceOf(OperationTokenError);
    expect(error).toMatchObject({ problem: 'malformed' });
    expect(error.message).toMatch(message);
    expect(everythingIn(error)).not.toContain(quotedPart(TOKEN));
  });

  it.each([
    ['long ago', NOW + 90_000_000],
    ['just now', Date.parse(VALUE.expiresAt)],
  ])('refuses a token that ended %s', async (_name, now) => {
    const error = await thrown(() => parseOperationToken(value(), now));
    expect(error).toMatchObject({ name: 'OperationTokenError', problem: 'expired' });
    expect(error.message).toContain(VALUE.expiresAt);
    expect(everythingIn(error)).not.toContain(TOKEN);
  });

  it('takes a token until its last millisecond', () => {
    expect(parseOperationToken(value(), Date.parse(VALUE.expiresAt) - 1).token.reveal()).toBe(TOKEN);
  });
});

describe('readOperationToken', () => {
  const secrets = mockClient(SecretsManagerClient);
  beforeEach(() => secrets.reset());

  const read = () =>
    readOperationToken(new SecretsManagerClient({}), 'arn:secret', NOW, Deadline.in(startClock(), 60_000));

  it('reads the current version of the secret', async () => {
    secrets.on(GetSecretValueCommand, { SecretId: 'arn:secret' }).resolves({ SecretString: value() });
    expect((await read()).token.reveal()).toBe(TOKEN);
  });

  it.each([
    ['ResourceNotFoundException', 'absent', /no value yet/],
    ['AccessDeniedException', 'unreadable', /AccessDeniedException\..*KMS/],
    ['TimeoutError', 'unreadable', /TimeoutError/],
  ])('fails on %s with the problem %s', async (name, problem, message) => {
    const cause = Object.assign(new Error('words of AWS'), { name });
    secrets.on(GetSecretValueCommand).rejects(cause);
    const error = await failure(read());
    expect(error).toMatchObject({ name: 'OperationTokenError', problem, cause });
    expect(error.message).toMatch(message);
  });

  it.each([
    ['no text', {}, 'absent'],
    ['a malformed text', { SecretString: TOKEN }, 'malformed'],
  ])('fails on %s', async (_name, answer, problem) => {
    secrets.on(GetSecretValueCommand).resolves(answer);
    const error = await failure(read());
    expect(error).toMatchObject({ name: 'OperationTokenError', problem });
    expect(everythingIn(error)).not.toContain(TOKEN);
  });
});
