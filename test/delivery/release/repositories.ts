import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../delivery/paths';
import { NpmRegistry } from '../npm-registry';
import { Sandbox } from '../sandbox';

/** The first release has the version of `package.json`. */
export const VERSION = '1.2.3';
export const TARBALL = `releases/cdktf-vault-dr-${VERSION}.tgz`;

/** Writes a file when npm runs it. */
const SCRIPT = `node -e "require('fs').writeFileSync(process.env.SCRIPT_RAN, 'yes')"`;
const SCRIPTS = { preinstall: SCRIPT, install: SCRIPT, postinstall: SCRIPT, prepare: SCRIPT };

/** Repositories in which tests make, promote and verify releases, with an npm registry of their own. */
export class Repositories {
  readonly #sandboxes: Sandbox[] = [];

  private constructor(
    private readonly work: string,
    private readonly registry: NpmRegistry,
  ) {}

  static async start(): Promise<Repositories> {
    const work = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-release-'));
    const registry = await NpmRegistry.start();
    writeFileSync(join(work, 'npmrc'), `//${new URL(registry.url).host}/:_authToken=none\n`);
    return new Repositories(work, registry);
  }

  async stop(): Promise<void> {
    for (const sandbox of this.#sandboxes) sandbox.remove();
    rmSync(this.work, { recursive: true, force: true });
    await this.registry.stop();
  }

  /** A file that exists after a script of npm ran. */
  get scriptRan(): string {
    return join(this.work, 'script-ran');
  }

  /** @returns the repository before its first release, with npm scripts, which must never run */
  create(): Sandbox {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as object;
    return this.#keep(
      Sandbox.create({
        env: {
          SCRIPT_RAN: this.scriptRan,
          npm_config_registry: this.registry.url,
          npm_config_cache: join(this.work, 'npm-cache'),
          npm_config_userconfig: join(this.work, 'npmrc'),
        },
        files: {
          'package.json': `${JSON.stringify({ ...manifest, version: VERSION, scripts: SCRIPTS }, undefined, 2)}\n`,
          'package-lock.json': this.registry.lockFile(),
        },
      }),
    );
  }

  copyOf(sandbox: Sandbox): Sandbox {
    return this.#keep(sandbox.copy());
  }

  cloneOf(sandbox: Sandbox, ...options: readonly string[]): Sandbox {
    return this.#keep(sandbox.clone(...options));
  }

  #keep(sandbox: Sandbox): Sandbox {
    this.#sandboxes.push(sandbox);
    return sandbox;
  }
}

/** Runs a command that must succeed. @returns what it printed */
export async function succeed(sandbox: Sandbox, command: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await sandbox.deliver(command, args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Promotes the release and commits it. */
export async function promote(sandbox: Sandbox, from: string, to: string): Promise<void> {
  await succeed(sandbox, 'promote', '--from', from, '--to', to);
  sandbox.commit({}, `build(live): promote ${VERSION} to ${to}`);
}
