import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary git repository that ignores the configuration of the machine. */
export class GitRepository {
  protected constructor(readonly folder = mkdtempSync(join(realpathSync(tmpdir()), 'vault-dr-git-'))) {}

  static create(): GitRepository {
    const repository = new GitRepository();
    repository.initialise();
    return repository;
  }

  git(...args: readonly string[]): string {
    const identity = ['-c', 'user.name=Jo', '-c', 'user.email=jo@example.com'];
    return execFileSync('git', [...identity, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    }).trim();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, name)), { recursive: true });
      writeFileSync(join(this.folder, name), text);
    }
  }

  /** Writes files and commits all changes. @returns the id of the commit */
  commit(files: Readonly<Record<string, string>> = {}, message = 'change'): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  protected initialise(): void {
    this.git('init', '--quiet', '--initial-branch=main');
  }
}
