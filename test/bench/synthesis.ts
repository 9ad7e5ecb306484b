import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript, type Spent } from './run-node';

const ROOT = join(__dirname, '..', '..');

/** Synthesises live/dev, as `make synth` does. */
export const synthesiseDev = (): Promise<Spent> => synthesise(join(ROOT, 'live', 'dev', 'main.ts'));

/** Synthesises many pairs in one app. */
export const synthesisePairs = (pairs: number): Promise<Synthesised> =>
  synthesise(join(__dirname, 'many-pairs.ts'), String(pairs));

/** What a synthesis took and wrote. */
export interface Synthesised extends Spent {
  /** Size of all `cdk.tf.json`, bytes. */
  readonly templateBytes: number;
}

/** The templates of all stacks below an output folder, bytes. */
const templateBytes = (outdir: string): number =>
  readdirSync(outdir, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('cdk.tf.json'))
    .reduce((sum, file) => sum + statSync(join(outdir, file)).size, 0);

async function synthesise(...script: string[]): Promise<Synthesised> {
  const outdir = mkdtempSync(join(tmpdir(), 'vault-dr-bench-'));
  try {
    const spent = await runScript(script, { CDKTF_OUTDIR: join(outdir, 'cdktf.out') });
    return { ...spent, templateBytes: templateBytes(outdir) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
