import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { BUNDLE_NAMES, type BundleName } from '../../functions/shared/contract';
import { runCode, type Spent } from './run-node';
import { median } from './statistics';

const BUNDLES = join(__dirname, '..', '..', 'lib', 'functions');
const IMPORTS = 10;

export interface BundleRun {
  readonly name: BundleName;
  /** Size of the deployed zip. */
  readonly bytes: number;
  /** Each import, minus the median of the empty processes. */
  readonly imports: readonly Spent[];
}

/** Measures the size of every bundle and its import in new processes, each followed by an empty process. */
export async function measureBundles(): Promise<BundleRun[]> {
  const work = mkdtempSync(join(tmpdir(), 'vault-dr-bench-'));
  try {
    const measured: BundleRun[] = [];
    for (const name of BUNDLE_NAMES) measured.push(await measureBundle(name, work));
    return measured;
  } finally {
    rmSync(work, { recursive: true });
  }
}

async function measureBundle(name: BundleName, work: string): Promise<BundleRun> {
  const zip = readFileSync(join(BUNDLES, `${name}.zip`));
  const file = join(work, `${name}.js`);
  writeFileSync(file, unzipSync(zip)['index.js'] ?? '');
  const empty: Spent[] = [];
  const full: Spent[] = [];
  for (let run = 0; run < IMPORTS; run++) {
    empty.push(await runCode(''));
    full.push(await runCode(`require(${JSON.stringify(file)})`));
  }
  return { name, bytes: zip.length, imports: subtract(full, empty) };
}

/** Subtracts the median of the empty processes from each other process. Memory stays unchanged. */
export function subtract(full: readonly Spent[], empty: readonly Spent[]): Spent[] {
  const base = { ms: median(empty.map(({ ms }) => ms)), cpuMs: median(empty.map(({ cpuMs }) => cpuMs)) };
  return full.map(({ ms, cpuMs, kib }) => ({ ms: ms - base.ms, cpuMs: cpuMs - base.cpuMs, kib }));
}
