import { spawn, type ChildProcess } from 'node:child_process';
import { DeliveryError, InterruptedError } from './errors';

export interface RunOptions {
  readonly cwd?: string;
  /** Added to the environment of this process; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** After this time the program gets SIGINT, and SIGKILL after `graceMs`. */
  readonly timeoutMs: number;
  /** Time that the program has to end cleanly, for example to release a lock. @default 15000 */
  readonly graceMs?: number;
  /** Show stdout while the program runs. The caller explains stderr. @default false */
  readonly echo?: boolean;
  /**
   * Gives the program a session of its own. A terminal that closes, and Ctrl-C, then reach only this process, which passes
   * them on. @default false
   */
  readonly ownSession?: boolean;
  /** Whether the program says that it is ending. It then gets no second signal, which would end it at once. */
  readonly isEnding?: (stdout: string) => boolean;
  /** What the program reads from stdin. @default - nothing */
  readonly input?: Uint8Array;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const GRACE_MS = 15_000;

/** Signals that ask this process to end: Ctrl-C, a pipeline that aborts, a terminal that closes. */
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type EndSignal = (typeof END_SIGNALS)[number];

/** A pipeline may send its signal to every process. The program has this long to say that it got its own. */
const PASS_ON_AFTER_MS = 1_000;

/**
 * Runs a program without a shell and waits until it ends. A signal that asks this process to end is passed on once as
 * SIGINT, and the wait goes on.
 *
 * @throws InterruptedError when a signal asked this process to end
 * @throws DeliveryError when it cannot be started or takes too long; an exit code other than 0 is no error
 */
export function run(program: string, args: readonly string[], options: RunOptions): Promise<Ran> {
  const { cwd, env, timeoutMs, echo = false, ownSession = false, input } = options;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: ownSession,
  });
  // A program that ends without reading everything is judged by its exit code.
  child.stdin.on('error', () => undefined).end(input);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      if (echo && name === 'stdout') process.stdout.write(text);
    });
  }
  const end = new Ending(child, program, options, () => output.stdout);
  return new Promise<Ran>((resolve, reject) => {
    child.once('error', (error) => reject(new DeliveryError(`${program} cannot be run: ${error.message}`)));
    child.once('close', (code) => {
      const what = `${program} ${args[0] ?? ''}`;
      const said = output.stderr.trim() === '' ? '' : `\n\n${lastLines(output.stderr)}`;
      if (end.signal !== undefined) {
        reject(new InterruptedError(`${what} was stopped by ${end.signal}: run it again${said}`, end.signal));
      } else if (end.isLate) {
        reject(
          new DeliveryError(`${what} took longer than ${timeoutMs / 1000} s and was stopped: run it again${said}`),
        );
      } else resolve({ code: code ?? 1, ...output });
    });
  }).finally(() => end.dispose());
}

/** Ends a program that takes too long, or when this process is asked to end: SIGINT once, then SIGKILL. */
class Ending {
  /** The signal that asked this process to end. */
  signal: EndSignal | undefined;
  isLate = false;
  private isStopped = false;
  private readonly timers: NodeJS.Timeout[];

  constructor(
    private readonly child: ChildProcess,
    private readonly program: string,
    private readonly options: RunOptions,
    private readonly stdout: () => string,
  ) {
    this.timers = [setTimeout(this.onTimeout, options.timeoutMs)];
    for (const signal of END_SIGNALS) process.on(signal, this.onSignal);
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    for (const signal of END_SIGNALS) process.off(signal, this.onSignal);
  }

  private readonly onTimeout = (): void => {
    this.isLate = true;
    this.stop();
  };

  private readonly onSignal = (signal: EndSignal): void => {
    if (this.signal !== undefined) return;
    this.signal = signal;
    console.error(`${signal}: waiting until ${this.program} has ended`);
    this.timers.push(setTimeout(() => this.stop(), PASS_ON_AFTER_MS));
  };

  private stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    if (this.options.isEnding?.(this.stdout()) !== true) this.child.kill('SIGINT');
    this.timers.push(setTimeout(() => this.child.kill('SIGKILL'), this.options.graceMs ?? GRACE_MS));
  }
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
  throw new DeliveryError(`${program} ${args.slice(0, 2).join(' ')} failed:\n${lastLines(stderr.trim() || stdout)}`);
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-20).join('\n');
