import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { read, ROOT } from './pages';

const FOLDER = join(ROOT, 'out', 'docs-examples');
const PAGES = ['docs/community.md', 'docs/community-postgres.md'];

/** What the pages take for granted. */
const GIVEN = `
import { readFileSync } from 'node:fs';
import { TerraformStack, type TerraformProvider } from 'cdktf';
import * as given from 'cdktf-vault-dr';
const { CommunityVaultDr, VaultCluster, snapshotReplication, postgresReplication, postgresStorage, selfRunDatabase } = given;
declare const stack: TerraformStack;
declare const home: given.VaultCluster, away: given.VaultCluster;
declare const vaultHome: TerraformProvider, vaultAway: TerraformProvider, awsAway: TerraformProvider;
declare const hostedZoneId: string, nodesSecretHome: string, engineSecretHome: string, engineSecretAway: string;
declare const more: Omit<given.VaultClusterProps, 'product' | 'storage' | 'access' | 'seal' | 'instances'>;
`;

/** The TypeScript of a page, as functions, so that a block may declare what another one takes for granted. */
const programOf = (page: string): string => {
  const blocks = [...read(page).matchAll(/^ *```ts\n([\s\S]*?)^ *```/gm)].map(([, block = '']) => block);
  const functions = blocks.map((block, index) => `export function block${index}() {\n${statementOf(block)}\n}`);
  return `${GIVEN}\n${functions.join('\n')}\n`;
};

/** A block may be a single prop of `VaultCluster`, or leave some of its props out. */
const statementOf = (block: string): string =>
  /^\s*\w+: \{/.test(block)
    ? `const props: Partial<given.VaultClusterProps> = {${block}}; return props;`
    : block.replaceAll('// …', '...more,');

it('the TypeScript of the pages compiles', () => {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const page of PAGES) {
    const program = programOf(page);
    expect(program).toContain('block0');
    writeFileSync(join(FOLDER, `${basename(page, '.md')}.ts`), program);
  }
  const compilerOptions = { rootDir: '../..', paths: { 'cdktf-vault-dr': ['../../modules/index.ts'] } };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'] };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync('npx', ['--no-install', 'tsc', '--project', join(FOLDER, 'tsconfig.json')], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
}, 240_000);
