import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, TSX } from '../../delivery/paths';
import { runOrFail } from '../../delivery/run';

const SYNTH_MS = 60_000;

/** With this context cdktn accepts `use_lockfile` in the backend. */
const CONTEXT = JSON.stringify({ targetVersions: { terraform: '>=1.10' } });

interface Stack {
  readonly '//': { readonly metadata: { readonly version: string } };
}

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'cdktn-test-'))));
afterAll(() => rmSync(directory, { recursive: true }));

async function synthesise(name: string, env: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const outdir = join(directory, name);
  await runOrFail(TSX, ['--tsconfig', 'live/dev/tsconfig.json', 'live/dev/main.ts'], {
    cwd: ROOT,
    timeoutMs: SYNTH_MS,
    env: { CDKTF_OUTDIR: outdir, ...env },
  });
  return JSON.parse(readFileSync(join(outdir, 'stacks', 'vault-dr-dev', 'cdk.tf.json'), 'utf8')) as Stack;
}

// @cdktn/provider-vault is not published, so both use the provider bindings for cdktf.
it('cdktn, the successor of cdktf, synthesises the same stack', async () => {
  const alias = `--import ${join(__dirname, 'alias-cdktn.mjs')}`;
  const [cdktf, cdktn] = await Promise.all([
    synthesise('cdktf'),
    synthesise('cdktn', { NODE_OPTIONS: alias, CDKTF_CONTEXT_JSON: CONTEXT }),
  ]);
  expect(cdktn['//'].metadata.version).toMatch(/^0\.24\./);
  expect({ ...cdktn, '//': undefined }).toEqual({ ...cdktf, '//': undefined });
}, 120_000);
