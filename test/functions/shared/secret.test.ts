import { format, inspect } from 'node:util';
import { redact, Secret } from '../../../functions/shared/secret';

const BASE62 = 'AbCdEfGhIjKlMnOpQrStUvWx';

describe('Secret', () => {
  const secret = new Secret('hvs.value');

  it('reveals its value only when asked', () => {
    expect(secret.reveal()).toBe('hvs.value');
  });

  it.each<[string, () => string]>([
    ['String()', () => String(secret)],
    ['a template literal', () => `${secret.toString()} ${secret as unknown as string}`],
    ['adding to a text', () => '' + (secret as unknown as string)],
    ['joining', () => [secret].join()],
    ['JSON', () => JSON.stringify({ secret })],
    ['inspect', () => inspect({ a: { secret } }, { depth: 9, showHidden: true })],
    ['format', () => format('%s %o %O %j', secret, secret, secret, secret)],
    ['its keys', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret)])],
    ['a copy', () => JSON.stringify({ ...secret })],
    ['a structured clone', () => inspect(structuredClone(secret), { showHidden: true })],
    ['an error', () => new Error('no', { cause: secret }).stack + inspect(new Error('no', { cause: secret }))],
  ])('is masked in %s', (_name, show) => {
    expect(show()).not.toContain('hvs.value');
  });
});

describe('redact', () => {
  it.each([
    ['a service token', `hvs.CAESI${BASE62}-_`],
    ['a batch token', `hvb.AAAAAQ-_${BASE62}`],
    ['a recovery token', `hvr.${BASE62}`],
    ['an old service token', `s.${BASE62}`],
    ['an old batch token', `b.AAAAAQ-_${BASE62}-${BASE62}`],
    ['an old batch token with an early dash', `b.AAAA-AQL_${BASE62}`],
    ['an old recovery token', `r.${BASE62}`],
    ['a wrapping JWT', `eyJhbGciOiJFUzUxMiJ9.eyJhZGRyIjoi${BASE62}.AD-_${BASE62}`],
    ['a JWT without a signature', `eyJhbGciOiJub25lIn0.eyJhIjoxfQ.`],
  ])('masks %s', (_name, token) => {
    expect(redact(`bad token "${token}", (${token}) token=${token}`)).toBe(
      'bad token "[secret]", ([secret]) token=[secret]',
    );
    expect(redact(token)).toBe('[secret]');
  });

  it.each(['token%3D', 'X-Vault-Token_', '\\n', 'Bearer', '{"a":"'])('masks a token after %j', (before) => {
    expect(redact(`${before}hvs.CAESI${BASE62} failed`)).toBe(`${before}[secret] failed`);
    expect(redact(`${before}eyJhbGciOiJub25lIn0.eyJhIjoxfQ.${BASE62} failed`)).toBe(`${before}[secret] failed`);
  });

  it.each([
    ['the shortest token', 'hvs.12345678'],
    ['a long old token', `s.${BASE62}${BASE62}`],
  ])('masks %s whole', (_, token) => {
    expect(redact(`<${token}>`)).toBe('<[secret]>');
  });

  it.each([
    'vault-1.21.4+ent.hsm',
    'hvs.short',
    's.internal.example.com',
    'b.0123456789',
    'sys/replication/dr/secondary/generate-operation-token',
    'eyJ.no',
    '1 error occurred:\n\t* permission denied\n\n',
    'path disabled in replication DR secondary mode',
    'entry for role vault-dr not found',
    'IAM Principal "arn:aws:sts::111122223333:assumed-role/x/y" does not belong to the role "X"',
    'Post "https://sts.eu-central-1.amazonaws.com/": dial tcp 10.0.0.1:443: i/o timeout',
    'lookup vault-b.example.com on 10.0.0.2:53: no such host',
  ])('leaves the words of Vault alone: %j', (words) => {
    expect(redact(words)).toBe(words);
  });
});
