import { spawn, type ChildProcess } from 'node:child_process';

export interface LeashOptions {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Deleted when this process has ended without stopping the program. */
  readonly folder?: string;
}

/**
 * The shell becomes the program. Beside it, in its process group, somebody reads the pipe that this process holds: it
 * ends when this process does, for whatever reason, and then the whole group is killed.
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

/** Ends a program and everything that it started. */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
