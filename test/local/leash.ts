import { spawn, type ChildProcess } from 'node:child_process';

export interface LeashOptions {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Folder to delete when this process ends without stopping the program. */
  readonly folder?: string;
}

/**
 * The shell becomes the program. A second process in its group reads a pipe that this process holds open. The pipe closes
 * when this process ends, for whatever reason, and the reader then kills the whole group.
 */
const SCRIPT = `exec 3<&0
{ cat <&3 > /dev/null; test -z "$LEASH_FOLDER" || rm -rf "$LEASH_FOLDER"; kill -KILL -$$; } > /dev/null 2>&1 &
exec "$0" "$@" < /dev/null 3<&-`;

/** Starts a program that cannot outlive this process, whether it exits, is interrupted or is killed. */
export function spawnOnLeash(
  program: string,
  args: readonly string[],
  { cwd, env, folder }: LeashOptions,
): ChildProcess {
  return spawn('/bin/sh', ['-c', SCRIPT, program, ...args], {
    detached: true, // a process group of its own
    stdio: 'pipe',
    ...(cwd !== undefined && { cwd }),
    env: { ...env, LEASH_FOLDER: folder ?? '' },
  });
}

/** Kills a program and everything that it started. */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
