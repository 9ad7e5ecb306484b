import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../delivery/paths';
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

/** The environments of every sandbox, so that the tests can name each promotion whatever environments the checkout has. */
const ENVIRONMENTS_FILE = `
import { config as dev } from './dev/config';
import { config as prod } from './prod/config';
import { config as stage } from './stage/config';

export const CONFIGS = { dev, stage, prod };
export type EnvironmentName = keyof typeof CONFIGS;
export const ENVIRONMENTS = ['dev', 'stage', 'prod'] as const;
export const DRILLED = 'stage';
`;

/**
 * Compiles the same JavaScript as the checkout's file, and neither checks nor writes types, which is most of the time that a
 * release takes.
 */
const COMPILE_QUICKLY = JSON.stringify({
  extends: '../tsconfig.json',
  compilerOptions: {
    noEmit: false,
    noCheck: true,
    noResolve: true,
    types: [],
    rootDir: '..',
    outDir: '../lib',
    paths: {},
  },
  include: ['../modules', '../functions'],
});

/** Arguments of Node that run the delivery, as in the Makefile. */
export const DELIVER = ['--import', 'tsx', 'delivery/main.ts'] as const;

/**
 * Turns off a warning of the AWS SDK about Node 20, as the Makefile does. The pipeline that runs the tests must not decide
 * what a sandbox does, so it is a laptop unless a test says otherwise.
 */
const DEFAULTS = {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  CI: undefined,
  JENKINS_URL: undefined,
  BUILD_URL: undefined,
  RELEASE_SIGNING_KEY: undefined,
};

/**
 * A temporary repository with the files of this one, in which tests release, promote and apply. It links the installed
 * packages of this checkout, and changes nothing else in it.
 */
export class Sandbox extends GitRepository {
  private constructor(private readonly env: Environment) {
    super();
  }

  static override create({ env = {}, files = {} }: SandboxOptions = {}): Sandbox {
    const sandbox = new Sandbox(env);
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
    for (const path of listed.toString('utf8').trim().split('\n')) {
      // The sandbox makes its own releases, so it has neither those of the checkout nor their pins.
      if (path.startsWith('releases/') || !existsSync(join(ROOT, path))) continue;
      cpSync(join(ROOT, path), join(sandbox.folder, path), { recursive: true });
    }
    for (const environment of ['stage', 'prod']) sandbox.unpin(environment);
    sandbox.initialise();
    sandbox.prepare();
    sandbox.commit(
      { 'live/environments.ts': ENVIRONMENTS_FILE, '.config/tsconfig.lib.json': COMPILE_QUICKLY, ...files },
      'feat: begin',
    );
    return sandbox;
  }

  /** @returns a clone of this sandbox, in another folder */
  clone(...options: readonly string[]): Sandbox {
    const clone = new Sandbox(this.env);
    this.git('clone', '--quiet', ...options, `file://${this.folder}`, clone.folder);
    clone.prepare();
    return clone;
  }

  /** Variables of everything that runs in it. */
  get environment(): Environment {
    return { ...DEFAULTS, ...this.env };
  }

  /** @returns a second sandbox with the same commits, branches, tags and files */
  copy(): Sandbox {
    const copy = new Sandbox(this.env);
    cpSync(this.folder, copy.folder, { recursive: true, verbatimSymlinks: true });
    return copy;
  }

  /**
   * Runs a program in the sandbox. The caller checks the exit code. It has a lower priority than the local worlds beside it,
   * because compilers do not mind waiting, and a world has calls with limits of a second.
   */
  run(
    program: string,
    args: readonly string[],
    { cwd = '.', env = {} }: { cwd?: string; env?: Environment } = {},
  ): Promise<Ran> {
    return run('nice', ['-n', '10', program, ...args], {
      cwd: join(this.folder, cwd),
      env: { ...this.environment, ...env },
      timeoutMs: RUN_MS,
    });
  }

  /** Runs a command of the delivery, as the Makefile does. */
  deliver(command: string, args: readonly string[] = [], env: Environment = {}): Promise<Ran> {
    return this.run(process.execPath, [...DELIVER, command, ...args], { env });
  }

  /** Gives it a remote `origin` beside its folder, with its main. @returns the folder of the remote */
  publish(): string {
    const remote = `${this.folder}.remote`;
    this.git('init', '--quiet', '--bare', remote);
    this.git('remote', 'add', 'origin', `file://${remote}`);
    this.push();
    return remote;
  }

  /** Makes the checked-out commit the tip of main at the remote, as a merge does. */
  push(): void {
    this.git('push', '--quiet', '--force', 'origin', 'HEAD:main');
  }

  override remove(): void {
    super.remove();
    rmSync(`${this.folder}.remote`, { recursive: true, force: true });
  }

  /** Restores a commit and its files. Keeps ignored files, such as the installed packages. */
  reset(commit: string): void {
    this.git('reset', '--quiet', '--hard', commit);
    this.git('clean', '--quiet', '-d', '--force');
  }

  private unpin(environment: string): void {
    rmSync(join(this.folder, 'live', environment, 'package-lock.json'), { force: true });
    const manifest = { name: `vault-dr-${environment}`, private: true };
    this.write({ [`live/${environment}/package.json`]: `${JSON.stringify(manifest, undefined, 2)}\n` });
  }

  private prepare(): void {
    // `make release` commits too.
    this.git('config', 'user.name', 'Sandbox');
    this.git('config', 'user.email', 'sandbox@example.com');
    this.write({ '.git/info/exclude': 'node_modules\n' });
    symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(this.folder, 'node_modules'));
    cpSync(join(ROOT, 'lib'), join(this.folder, 'lib'), { recursive: true });
  }
}
