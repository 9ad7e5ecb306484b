import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript, type Spent } from './run-node';

const ROOT = join(__dirname, '..', '..');

/** Synthesises live/dev, as `make synth` does. */
export const synthesiseDev = (): Promise<Spent> => synthesise(join(ROOT, 'live', 'dev', 'main.ts'));

/** Synthesises many pairs in one app. */
export const synthesisePairs = (pairs: number): Promise<Spent> =>
  synthesise(join(__dirname, 'many-pairs.ts'), String(pairs));

async function synthesise(...script: string[]): Promise<Spent> {
  const outdir = mkdtempSync(join(tmpdir(), 'vault-dr-bench-'));
  try {
    return await runScript(script, { CDKTF_OUTDIR: join(outdir, 'cdktf.out') });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
