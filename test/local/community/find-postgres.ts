import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Programs of PostgreSQL on this machine, and who may run them. */
export interface PostgresPrograms {
  readonly folder: string;
  /** PostgreSQL refuses to run as root. @default - the user of this process */
  readonly user?: { readonly uid: number; readonly gid: number };
}

const DEBIAN = '/usr/lib/postgresql';

/** @returns the programs, or why there are none */
export function findPostgres(): PostgresPrograms | { readonly missing: string } {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...(process.env['PATH'] ?? '').split(':'), ...versions.map((each) => join(DEBIAN, each, 'bin'))];
  const folder = folders.find((each) => existsSync(join(each, 'initdb')) && existsSync(join(each, 'pg_rewind')));
  if (folder === undefined) return { missing: 'PostgreSQL is not installed (Debian package postgresql)' };
  if (process.getuid?.() !== 0) return { folder };
  const user = ['postgres', 'nobody'].map(idsOf).find((each) => each !== undefined);
  return user ? { folder, user } : { missing: 'PostgreSQL refuses to run as root, and there is no other user' };
}

function idsOf(name: string): { readonly uid: number; readonly gid: number } | undefined {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** Why a test that needs the npm package `pg` cannot run; `undefined` if it can. */
export function missingClient(): string | undefined {
  try {
    require.resolve('pg');
    return undefined;
  } catch {
    return 'the npm package pg is not installed';
  }
}
