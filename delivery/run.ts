import { spawn } from 'node:child_process';
import { DeliveryError } from './errors';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** After this time the program gets SIGINT, and SIGKILL {@link GRACE_MS} later. */
  readonly timeoutMs: number;
  /** Show stdout while the program runs. The caller explains stderr. @default false */
  readonly echo?: boolean;
  /** What the program reads from stdin. @default - nothing */
  readonly input?: Uint8Array;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Time that a program has to end cleanly, for example to release a lock. */
const GRACE_MS = 15_000;

/**
 * Runs a program without a shell and waits until it ends.
 *
 * @throws DeliveryError when it cannot be started or takes too long; an exit code other than 0 is no error
 */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env, timeoutMs, echo = false, input } = options;
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  // A program that ends without reading everything is judged by its exit code.
  child.stdin.on('error', () => undefined).end(input);
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
  // Ctrl-C in a terminal reaches the program too. Waiting for its end lets it release its locks.
  const onInterrupt = (): void => undefined;
  process.on('SIGINT', onInterrupt);
  return new Promise<Ran>((resolve, reject) => {
    child.once('error', (error) => reject(new DeliveryError(`${program} cannot be run: ${error.message}`)));
    child.once('close', (code) => {
      if (late)
        reject(
          new DeliveryError(
            `${program} ${args[0] ?? ''} took longer than ${timeoutMs / 1000} s and was stopped: run it again`,
          ),
        );
      else resolve({ code: code ?? 1, ...output });
    });
  }).finally(() => {
    clearTimeout(onTimeout);
    process.off('SIGINT', onInterrupt);
  });
}

/**
 * Runs a program that must succeed.
 *
 * @returns its output, trimmed
 * @throws DeliveryError as {@link run}, and for an exit code other than 0
 */
export async function runOrFail(program: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code === 0) return stdout.trim();
  const lastLines = (stderr.trim() || stdout.trim()).split('\n').slice(-20).join('\n');
  throw new DeliveryError(`${program} ${args.slice(0, 2).join(' ')} failed:\n${lastLines}`);
}
