import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A git repository of a test, free of what the machine's git is configured to do. */
export class GitRepository {
  readonly directory = mkdtempSync(join(tmpdir(), 'vault-dr-git-'));

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=Jo', '-c', 'user.email=jo@example.com'];
    return execFileSync('git', [...identity, ...args], {
      cwd: this.directory,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    }).trim();
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.directory, name)), { recursive: true });
      writeFileSync(join(this.directory, name), text);
    }
  }

  /** Writes and commits files. */
  commit(files: Readonly<Record<string, string>>): void {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', 'change');
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
