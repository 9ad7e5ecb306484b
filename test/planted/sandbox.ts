import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plant, type PlantedBug } from './bug';

const ROOT = join(__dirname, '..', '..');
/** Installed packages and programs. They are linked, because copying them takes a minute. */
const INSTALLED = ['node_modules', '.venv', '.groovy'];
/** Limit on one test file: a planted bug may make a test hang, milliseconds. The slow ones need ten minutes on a busy machine. */
const MOST_MS = 900_000;

/** A copy of the repository in which bugs are planted, so that the working tree stays as it is. */
export class Sandbox {
  /** Scripts whose bundles still have the last bug in them. */
  readonly #stale = new Set<string>();

  private constructor(private readonly folder: string) {}

  static open(): Sandbox {
    const out = join(ROOT, 'out', 'planted');
    mkdirSync(out, { recursive: true });
    const folder = mkdtempSync(join(out, 'sandbox-'));
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
    for (const file of listed.toString('utf8').split('\0').filter(Boolean)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(join(ROOT, file), join(folder, file));
    }
    // Some tests ask git which files there are. Without a repository of its own it would answer for the working tree.
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    for (const name of INSTALLED.filter((each) => existsSync(join(ROOT, each))))
      execFileSync('cp', ['-al', join(ROOT, name), join(folder, name)]);
    cpSync(join(ROOT, 'lib'), join(folder, 'lib'), { recursive: true });
    return new Sandbox(folder);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Plants a bug, builds what contains it, calls `body`, and takes the bug out again. */
  async withBug<T>(bug: PlantedBug, body: () => Promise<T>): Promise<T> {
    const file = join(this.folder, bug.file);
    const source = readFileSync(file, 'utf8');
    const scripts = scriptsFor(bug);
    writeFileSync(file, plant(source, bug));
    try {
      await this.#build(scripts);
      for (const script of scripts) this.#stale.add(script);
      return await body();
    } finally {
      writeFileSync(file, source);
    }
  }

  /** @returns the name of the first test that fails; `undefined` when all pass */
  async firstFailure(test: string, named?: string): Promise<string | undefined> {
    const { code, output } = await this.#run('node_modules/jest/bin/jest.js', [
      '-w',
      '1',
      '--bail',
      test,
      ...(named === undefined ? [] : ['-t', named]),
    ]);
    if (code === 0) return undefined;
    return /^ +● (.+)$/m.exec(output)?.[1] ?? `${test} ended with ${code}`;
  }

  /** Builds the bundles without a bug, as far as they have one. */
  withoutBug = (): Promise<void> => this.#build([]);

  /** Builds with these scripts, and those whose bundles have an earlier bug. */
  async #build(scripts: readonly string[]): Promise<void> {
    for (const script of new Set([...this.#stale, ...scripts])) {
      const { code, output } = await this.#run('node_modules/tsx/dist/cli.mjs', [script]);
      if (code !== 0) throw new Error(`${script} failed: ${output.slice(-500)}`);
      this.#stale.delete(script);
    }
  }

  #run(script: string, args: readonly string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: MOST_MS,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, output }));
    });
  }
}

/** Tests that read the sources, so that they need no bundle. */
const READS_SOURCES = /^test\/functions\/(?!bundles)/;

/** What builds the bundles that contain a file. Constructs need no build: jest reads their sources. */
function scriptsFor({ file, tests }: PlantedBug): readonly string[] {
  if (tests.every((test) => READS_SOURCES.test(test))) return [];
  if (file.startsWith('functions/')) return ['functions/build.ts', 'cli/build.ts'];
  return file.startsWith('cli/') ? ['cli/build.ts'] : [];
}
