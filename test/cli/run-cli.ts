import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../helpers/until';
import { Screen } from './screen';

/** The bundle that `make build` writes and the package ships. */
export const BUNDLE = join(__dirname, '..', '..', 'lib', 'cli', 'vault-dr.js');
const TERMINAL = join(__dirname, 'terminal.py');

/** What the emulated AWS takes for its root; nothing of the machine's own configuration is read. */
export const OPERATOR_ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  TERM: 'xterm-256color',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
} as const;

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** On a terminal of its own. @default false */
  readonly tty?: boolean;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tool while it runs, as a process of its own. */
export interface RunningCli {
  /** What the terminal shows; empty without one. */
  readonly screen: Screen;
  readonly finished: Promise<Finished>;
  /** Everything that was written so far, to either stream. */
  output(): string;
  /** Waits until that was written, or is on the screen. @throws Error when it is not in time */
  shows(text: string | RegExp): Promise<void>;
  /** Types, as somebody at the keyboard. */
  type(text: string): void;
  /** Ends the process, when it has not ended by itself. */
  kill(): void;
  /** The command line of the process, as everybody on the machine may read it. */
  commandLine(): string;
}

export const CTRL_C = '\u0003';

export function startCli(args: readonly string[], { cwd, env, tty = false }: CliOptions): RunningCli {
  const command = tty ? ['python3', TERMINAL, process.execPath, BUNDLE, ...args] : [process.execPath, BUNDLE, ...args];
  const child = spawn(command[0] as string, command.slice(1), { cwd, env: { ...OPERATOR_ENV, ...env } });
  const screen = new Screen();
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (tty) screen.write(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const output = (): string => stdout + stderr;
  const has = (text: string | RegExp): boolean => new RegExp(text).test(output()) || new RegExp(text).test(screen.text);
  let ended = false;
  void finished.then(
    () => (ended = true),
    () => (ended = true),
  );
  return {
    screen,
    finished,
    output,
    shows: async (text) => {
      await until(
        () => ended || has(text),
        () => `never showed ${String(text)}, but:\n${output()}`,
      );
      if (!has(text)) throw new Error(`ended without ${String(text)}:\n${output()}`);
    },
    type: (text) => void child.stdin.write(text),
    kill: () => void child.kill(),
    commandLine: () => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
  };
}

/** Runs the tool to its end. */
export function runCli(args: readonly string[], options: CliOptions): Promise<Finished> {
  return startCli(args, options).finished;
}
