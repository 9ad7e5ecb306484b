import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const ROOT = join(__dirname, '..', '..', '..');
const RUN_MS = 300_000;

/** What a program did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface SandboxOptions {
  /** Added to the environment of everything that runs in it. */
  readonly env?: Environment;
  /** Files that differ from the checkout's, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The SDK's notice that Node 20 is old, which make switches off too, is no word of ours. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/**
 * A repository of its own with the files of this one, to release, promote and apply in. It shares the installed packages, and
 * nothing that happens in it reaches this checkout.
 */
export class Sandbox {
  private constructor(
    readonly folder: string,
    private readonly env: Environment,
  ) {}

  static create({ env = {}, files = {} }: SandboxOptions = {}): Sandbox {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-sandbox-'));
    const sandbox = new Sandbox(folder, env);
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
    for (const path of listed.toString('utf8').trim().split('\n')) {
      // Releases of the checkout are not those of the sandbox; nor is what they pin.
      if (path.startsWith('releases/') || !existsSync(join(ROOT, path))) continue;
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    }
    for (const environment of ['stage', 'prod']) sandbox.unpin(environment);
    for (const [path, text] of Object.entries(files)) sandbox.write(path, text);
    sandbox.link('node_modules');
    sandbox.git('init', '--quiet', '--initial-branch', 'main');
    sandbox.prepare();
    sandbox.commit('feat: begin');
    return sandbox;
  }

  /** A fresh clone of this one, beside it. */
  clone(...options: readonly string[]): Sandbox {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-sandbox-'));
    execFileSync('git', ['clone', '--quiet', ...options, `file://${this.folder}`, folder]);
    const clone = new Sandbox(folder, this.env);
    clone.link('node_modules');
    clone.prepare();
    return clone;
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' }).trim();
  }

  commit(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Runs a program in the sandbox; what it ends with is in the answer. */
  run(program: string, args: readonly string[], { cwd = '.', env = {} }: { cwd?: string; env?: Environment } = {}) {
    return new Promise<Ran>((resolve) => {
      const options = {
        cwd: join(this.folder, cwd),
        env: { ...process.env, ...QUIET, ...this.env, ...env },
        encoding: 'utf8' as const,
        timeout: RUN_MS,
        maxBuffer: 64 * 1024 * 1024,
      };
      const child = execFile(program, args, options, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? 1, stdout, stderr }),
      );
    });
  }

  /** Runs a step of the delivery, as make does. */
  deliver(command: string, args: readonly string[] = [], env: Environment = {}): Promise<Ran> {
    const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
    return this.run(tsx, ['live/delivery/main.ts', command, ...args], { env });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private unpin(environment: string): void {
    rmSync(join(this.folder, 'live', environment, 'package-lock.json'), { force: true });
    this.write(
      `live/${environment}/package.json`,
      `${JSON.stringify({ name: `vault-dr-${environment}`, private: true }, undefined, 2)}\n`,
    );
  }

  private link(name: string): void {
    symlinkSync(realpathSync(join(ROOT, name)), join(this.folder, name));
  }

  private prepare(): void {
    this.git('config', 'user.name', 'Sandbox');
    this.git('config', 'user.email', 'sandbox@example.com');
    writeFileSync(join(this.folder, '.git', 'info', 'exclude'), 'node_modules\n');
    cpSync(join(ROOT, 'lib'), join(this.folder, 'lib'), { recursive: true });
  }
}
