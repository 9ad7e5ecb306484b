import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, TSX } from '../../delivery/paths';
import { run, type Ran } from '../../delivery/run';
import { GitRepository } from '../helpers/git-repository';

const RUN_MS = 300_000;

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
export class Sandbox extends GitRepository {
  private constructor(private readonly env: Environment) {
    super();
  }

  static override create({ env = {}, files = {} }: SandboxOptions = {}): Sandbox {
    const sandbox = new Sandbox(env);
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
    for (const path of listed.toString('utf8').trim().split('\n')) {
      // Releases of the checkout are not those of the sandbox; nor is what they pin.
      if (path.startsWith('releases/') || !existsSync(join(ROOT, path))) continue;
      cpSync(join(ROOT, path), join(sandbox.folder, path), { recursive: true });
    }
    for (const environment of ['stage', 'prod']) sandbox.unpin(environment);
    sandbox.initialise();
    sandbox.prepare();
    sandbox.commit(files, 'feat: begin');
    return sandbox;
  }

  /** A fresh clone of this one, beside it. */
  clone(...options: readonly string[]): Sandbox {
    const clone = new Sandbox(this.env);
    this.git('clone', '--quiet', ...options, `file://${this.folder}`, clone.folder);
    clone.prepare();
    return clone;
  }

  /** Runs a program in the sandbox; what it ends with is in the answer. */
  run(
    program: string,
    args: readonly string[],
    { cwd = '.', env = {} }: { cwd?: string; env?: Environment } = {},
  ): Promise<Ran> {
    return run(program, args, {
      cwd: join(this.folder, cwd),
      env: { ...QUIET, ...this.env, ...env },
      timeoutMs: RUN_MS,
    });
  }

  /** Runs a step of the delivery, as make does. */
  deliver(command: string, args: readonly string[] = [], env: Environment = {}): Promise<Ran> {
    return this.run(TSX, ['delivery/main.ts', command, ...args], { env });
  }

  private unpin(environment: string): void {
    rmSync(join(this.folder, 'live', environment, 'package-lock.json'), { force: true });
    const manifest = { name: `vault-dr-${environment}`, private: true };
    this.write({ [`live/${environment}/package.json`]: `${JSON.stringify(manifest, undefined, 2)}\n` });
  }

  private prepare(): void {
    // The delivery commits as somebody too.
    this.git('config', 'user.name', 'Sandbox');
    this.git('config', 'user.email', 'sandbox@example.com');
    this.write({ '.git/info/exclude': 'node_modules\n' });
    symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(this.folder, 'node_modules'));
    cpSync(join(ROOT, 'lib'), join(this.folder, 'lib'), { recursive: true });
  }
}
