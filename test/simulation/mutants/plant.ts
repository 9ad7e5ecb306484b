import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundleScript } from '../bundle-script';
import type { Mutant, Outcome } from './mutant';
import { inVain } from './parts';
import type { TrialReport } from './trial';

const ROOT = join(__dirname, '..', '..', '..');
/** Limit on one trial: a planted bug may make the engine loop, milliseconds. */
const MOST_MS = 300_000;
/** Limit on a share of the trial without a bug, which runs to its end whatever fails, milliseconds. */
const MOST_MS_WHOLE = 1_800_000;

/** @throws Error when the text does not occur exactly once: adapt the catalogue to the engine */
export function plantInto(source: string, { name, file, find, replace }: Mutant): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`"${name}": its text occurs ${count} times in ${file}`);
  return source.replace(find, () => replace);
}

/** The errors of all bugs that cannot be planted. */
export function unplantable(mutants: readonly Mutant[]): string[] {
  return mutants.flatMap((mutant) => {
    try {
      plantInto(readFileSync(join(ROOT, 'functions', mutant.file), 'utf8'), mutant);
      return [];
    } catch (error) {
      return [String(error instanceof Error ? error.message : error)];
    }
  });
}

/** Replaces one file while esbuild bundles. The working tree stays unchanged. */
const planting = (mutant: Mutant): Plugin => ({
  name: 'plant',
  setup(builder) {
    const path = join(ROOT, 'functions', mutant.file);
    builder.onLoad({ filter: /\.ts$/, namespace: 'file' }, (args) =>
      args.path === path ? { contents: plantInto(readFileSync(path, 'utf8'), mutant), loader: 'ts' } : undefined,
    );
  },
});

/** Runs the trial on the engine with a planted bug, or a share of the trial (`0/2`) on the unchanged engine. */
export async function tryOut(folder: string, bug: Mutant | string, skipped: readonly string[]): Promise<TrialReport> {
  const [mutant, share] = typeof bug === 'string' ? [undefined, bug] : [bug, undefined];
  const outfile = join(folder, `${(mutant?.name ?? `as-it-is-${share}`).replace(/\W+/g, '-')}.cjs`);
  await bundleScript(join(__dirname, 'trial.ts'), outfile, mutant ? [planting(mutant)] : []);
  const list = `${outfile}.skip.json`;
  writeFileSync(list, JSON.stringify(skipped));
  return share === undefined ? run(outfile, [list], MOST_MS) : run(outfile, [list, share], MOST_MS_WHOLE);
}

function run(script: string, args: readonly string[], timeout: number): Promise<TrialReport> {
  const child = spawn(process.execPath, ['--max-semi-space-size=64', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout,
  });
  let out = '';
  let error = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const last = out.trim().split('\n').at(-1);
      if (code === 0 && last) return resolve(JSON.parse(last) as TrialReport);
      reject(new Error(`the trial ended with ${code ?? signal}: ${error.slice(-500)}`));
    });
  });
}

/** Runs the trial with one bug. A trial that crashes counts as not caught. */
export async function judge(folder: string, mutant: Mutant, skipped: readonly string[]): Promise<Outcome> {
  try {
    const { caught } = await tryOut(folder, mutant, [...skipped, ...inVain(mutant.file)]);
    const [first] = caught;
    return { mutant, caughtBy: first?.kind, said: first?.said ?? '' };
  } catch (error) {
    return { mutant, caughtBy: undefined, said: error instanceof Error ? error.message : String(error) };
  }
}
