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
const MOST_MS = 600_000;
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

/** Runs the trial on the engine with a planted bug. */
async function tryOut(folder: string, mutant: Mutant, skipped: readonly string[]): Promise<TrialReport> {
  const outfile = join(folder, `${mutant.name.replace(/\W+/g, '-')}.cjs`);
  await bundleScript(join(__dirname, 'trial.ts'), outfile, [planting(mutant)]);
  return run(outfile, skipped);
}

function run(script: string, skipped: readonly string[], only?: string): Promise<TrialReport> {
  const list = `${script}.skip.json`;
  writeFileSync(list, JSON.stringify(skipped));
  const args = [list, ...(only === undefined ? [] : [only])];
  const child = spawn(process.execPath, ['--max-semi-space-size=64', script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST_MS,
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

/** The engine as it is. A part that fails on it cannot judge a bug. */
export class Unchanged {
  readonly #broken = new Map<string, Promise<string | undefined>>();
  #script: Promise<string> | undefined;

  constructor(private readonly folder: string) {}

  /** @returns what the part says without a bug; `undefined` when it passes */
  fails = (id: string): Promise<string | undefined> => {
    const found = this.#broken.get(id) ?? this.#run(id);
    this.#broken.set(id, found);
    return found;
  };

  async #run(id: string): Promise<string | undefined> {
    this.#script ??= this.#bundle();
    return (await run(await this.#script, [], id)).caught?.said;
  }

  async #bundle(): Promise<string> {
    const outfile = join(this.folder, 'as-it-is.cjs');
    await bundleScript(join(__dirname, 'trial.ts'), outfile, []);
    return outfile;
  }
}

/** Runs the trial with one bug, without the parts that fail anyway. A trial that crashes counts as not caught. */
export async function judge(folder: string, mutant: Mutant, unchanged: Unchanged): Promise<Outcome> {
  const skipped = [...inVain(mutant.file)];
  try {
    for (;;) {
      const { caught } = await tryOut(folder, mutant, skipped);
      const broken = caught && (await unchanged.fails(caught.id));
      if (broken === undefined) return { mutant, caughtBy: caught?.kind, said: caught?.said ?? '' };
      console.log(`without a planted bug, ${caught?.kind} fails (${caught?.id}): ${broken}`);
      if (caught) skipped.push(caught.id);
    }
  } catch (error) {
    return { mutant, caughtBy: undefined, said: error instanceof Error ? error.message : String(error) };
  }
}
