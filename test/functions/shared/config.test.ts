import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpsAddress, optional, positiveInteger, required } from '../../../functions/shared/env';
import { ConfigError } from '../../../functions/shared/errors';
import { observePair } from '../../../functions/shared/observe-pair';
import { parseVaultConfig } from '../../../functions/shared/vault-config';
import { thrown } from '../../helpers/errors';
import { secondaryRoutes, startVault } from '../../helpers/fake-vault';
import { vaultEnv } from '../../helpers/lambda';
import { closeServers, refusingAddress } from '../../helpers/servers';

describe('env', () => {
  it('trims values and takes empty ones for unset', () => {
    expect(required({ A: ' x ' }, 'A')).toBe('x');
    expect(optional({ A: ' x ' }, 'A')).toBe('x');
    expect(optional({ A: ' ' }, 'A')).toBeUndefined();
    expect(optional({}, 'A')).toBeUndefined();
  });

  it.each([undefined, '', '  '])('refuses %j for a required variable', (value) => {
    expect(() => required({ A: value }, 'A')).toThrow('The environment variable A is not set.');
  });

  it.each([
    ['1', 7, 1],
    [' 3600 ', undefined, 3600],
    [undefined, 7, 7],
    ['', 7, 7],
  ])('reads %j with the default %j as %i', (value, fallback, expected) => {
    expect(positiveInteger({ A: value }, 'A', fallback)).toBe(expected);
  });

  it.each(['0', '-1', '1.5', 'ten', 'Infinity', 'NaN', '9007199254740993', undefined])(
    'refuses %j for a whole number',
    (value) => {
      expect(() => positiveInteger({ A: value }, 'A')).toThrow(ConfigError);
    },
  );

  it.each([
    ['https://vault.example.com:8200', 'https://vault.example.com:8200'],
    ['https://Vault.example.com:443/', 'https://vault.example.com'],
    ['https://[::1]:8200', 'https://[::1]:8200'],
  ])('reads the address %s', (value, expected) => {
    expect(httpsAddress({ A: value }, 'A')).toBe(expected);
  });

  it.each([
    'http://vault.example.com:8200',
    'vault.example.com:8200',
    'https://vault.example.com/v1',
    'https://vault.example.com/?a=b',
    'https://user:password@vault.example.com',
    'https://:password@vault.example.com',
    'https://',
  ])('refuses the address %s without quoting it', async (value) => {
    const error = await thrown(() => httpsAddress({ A: value }, 'A'));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).not.toContain('password');
    expect(error.message).toContain('A is not an https address');
  });
});

describe('parseVaultConfig', () => {
  const ENV = { VAULT_HOME_ADDR: 'https://a:8200', VAULT_AWAY_ADDR: 'https://b:8200' };
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes the roots of the system and a second for a probe by default', () => {
    expect(parseVaultConfig(ENV)).toEqual({
      addresses: { home: 'https://a:8200', away: 'https://b:8200' },
      ca: undefined,
      probeTimeoutMs: 1000,
    });
  });

  it('reads the CA and the limit', () => {
    const file = join(folder, 'ca.pem');
    writeFileSync(file, 'PEM');
    expect(parseVaultConfig({ ...ENV, VAULT_CACERT: file, VAULT_PROBE_TIMEOUT_MS: '250' })).toMatchObject({
      ca: 'PEM',
      probeTimeoutMs: 250,
    });
  });

  it.each([
    ['a CA file that is not there', { VAULT_CACERT: 'missing.pem' }, /missing\.pem cannot be read.*VAULT_CACERT/],
    ['no home address', { VAULT_HOME_ADDR: undefined }, /VAULT_HOME_ADDR/],
    ['no away address', { VAULT_AWAY_ADDR: undefined }, /VAULT_AWAY_ADDR/],
    ['a limit that is none', { VAULT_PROBE_TIMEOUT_MS: 'soon' }, /VAULT_PROBE_TIMEOUT_MS/],
  ])('refuses %s', async (_name, change, message) => {
    const error = await thrown(() => parseVaultConfig({ ...ENV, ...change }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toMatch(message);
  });
});

describe('observePair', () => {
  afterEach(closeServers);

  it('sees one cluster although the other is gone', async () => {
    const away = await startVault(secondaryRoutes());
    const seen = await observePair(parseVaultConfig(vaultEnv({ address: await refusingAddress() }, away)));
    expect(seen).toMatchObject({
      home: { kind: 'unreachable', cause: 'refused' },
      away: { kind: 'up', mode: 'secondary' },
    });
  });
});
