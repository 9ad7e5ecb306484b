import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { NodeSettings } from '../../../../modules/cluster/node/settings';
import { renderUserData } from '../../../../modules/cluster/node/user-data';
import { nodeSettings } from '../../../local/cluster/sandbox-cluster';

const SCRIPTS = join('modules', 'cluster', 'node');
const SHELLCHECK = process.env['SHELLCHECK'] ?? join('.venv', 'bin', 'shellcheck');
/** Settings and functions that another file defines, and the programs of jq in single quotes. */
const ELSEWHERE = 'SC1090,SC1091,SC2034,SC2154,SC2016,SC2015,SC2086,SC2153';

const PRODUCTS: readonly Partial<NodeSettings>[] = [
  {
    product: 'vault-enterprise',
    version: '1.21.4',
    licenseSecretArn: 'arn:aws:secretsmanager:eu-west-1:1:secret:licence',
  },
  {
    product: 'vault',
    version: '1.21.4',
    storage: { kind: 'dynamodb', stanza: 'storage "dynamodb" {}' },
    devices: { audit: '/dev/sdg' },
  },
  { product: 'openbao', sealPlugin: { command: 'openbao-plugin-kms-awskms', version: 'v0.1.0', sha256: 'ab' } },
];

/** The text of one file that the user data write. */
const written = (userData: string, name: string): string =>
  userData.split(`cat > "$home/${name}" <<'END'\n`)[1]?.split('\nEND\n')[0] ?? '';

describe.each(PRODUCTS)('the user data of $product', (change) => {
  const userData = renderUserData(nodeSettings(change));

  it('are a script that bash can read', () => {
    expect(() => execFileSync('bash', ['-n'], { input: userData })).not.toThrow();
  });

  it('trace nothing, and download no program', () => {
    expect(userData).not.toMatch(/set -\w*x|xtrace|bash -x/);
    expect(userData).not.toMatch(/https?:\/\/(?!169\.254\.169\.254|\$CLUSTER_NAME|\$ip|\{\{ip\}\}|")/);
  });

  it('fit into what AWS takes, with room for another third', () => {
    expect(gzipSync(userData).length).toBeLessThan((16_384 * 3) / 4);
  });
});

describe('the configuration', () => {
  const configuration = (change: Partial<NodeSettings>): string =>
    written(renderUserData(nodeSettings(change)), 'vault.hcl');

  it('locks no memory with integrated storage, as Vault asks for', () => {
    expect(configuration({ product: 'vault', version: '1.21.4' })).toContain('disable_mlock = true');
  });

  it('has the audit devices with OpenBao, which takes them from nowhere else', () => {
    expect(configuration({})).toContain('audit "file" "second"');
    expect(configuration({ product: 'vault' })).not.toContain('audit');
  });

  it('lets no standby of OpenBao answer from what a restore has replaced', () => {
    expect(configuration({})).toContain('disable_standby_reads = true');
  });

  it('pins the seal plugin by version and checksum', () => {
    const sealPlugin = { command: 'plugin', version: 'v0.1.0', sha256: 'abcd' };
    const seal = written(renderUserData(nodeSettings({ sealPlugin })), 'seal.hcl');
    expect(seal).toMatch(
      /plugin "kms" "awskms" {\n {2}command {3}= "plugin"\n {2}version {3}= "v0.1.0"\n {2}sha256sum = "abcd"/,
    );
  });
});

it('takes a setting with a quote as it is', () => {
  const settings = written(renderUserData(nodeSettings({ group: `it's $(id)` })), 'settings.sh');
  const said = execFileSync('bash', ['-c', `${settings}\nprintf %s "$GROUP"`], { encoding: 'utf8' });
  expect(said).toBe(`it's $(id)`);
});

it('refuses settings that make the user data larger than AWS takes', () => {
  const otherNames = Array.from({ length: 2000 }, () => `${Math.random().toString(36).slice(2)}.example.com`);
  expect(() => renderUserData(nodeSettings({ otherNames }))).toThrow('give fewer or shorter names');
});

it.each(readdirSync(SCRIPTS).filter((name) => name.endsWith('.sh')))(
  '%s has nothing that shellcheck complains of',
  (name) => {
    const check = (): string =>
      execFileSync(SHELLCHECK, ['--shell=bash', `--exclude=${ELSEWHERE}`, join(SCRIPTS, name)], { encoding: 'utf8' });
    expect(check).not.toThrow();
  },
);
