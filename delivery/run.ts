import { spawn } from 'node:child_process';
import { DeliveryError } from './errors';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** After this the program is asked to end, and a while later ended. */
  readonly timeoutMs: number;
  /** Show what it prints while it runs; what it says on stderr is for the caller to explain. @default false */
  readonly echo?: boolean;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How long a program may take to end cleanly, for example to give back a lock. */
const GRACE_MS = 15_000;

/**
 * Runs a program to its end, without a shell.
 *
 * @throws DeliveryError when it cannot be started, or took too long; not for its exit code
 */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env, timeoutMs, echo = false } = options;
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      if (echo && name === 'stdout') process.stdout.write(text);
    });
  }
  let late = false;
  const onTimeout = setTimeout(() => {
    late = true;
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  }, timeoutMs);
  // A terminal's Ctrl-C reaches the program too; waiting lets it give back what it holds.
  const onInterrupt = (): void => undefined;
  process.on('SIGINT', onInterrupt);
  return new Promise<Ran>((resolve, reject) => {
    child.once('error', (error) => reject(new DeliveryError(`${program} cannot be run: ${error.message}`)));
    child.once('close', (code) => {
      if (late) reject(new DeliveryError(`${program} ${args[0] ?? ''} took longer than ${timeoutMs / 1000} s`));
      else resolve({ code: code ?? 1, ...output });
    });
  }).finally(() => {
    clearTimeout(onTimeout);
    process.off('SIGINT', onInterrupt);
  });
}

/** Like `run`, for a program that is not expected to fail. @returns its output, trimmed */
export async function runOrFail(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code === 0) return stdout.trim();
  const lastWords = (stderr.trim() || stdout.trim()).split('\n').slice(-20).join('\n');
  throw new DeliveryError(`${program} ${args.slice(0, 2).join(' ')} failed:\n${lastWords}`);
}
