import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../helpers/until';
import { Screen } from './screen';

/** The bundle that `make build` writes and the package ships. */
export const BUNDLE = join(__dirname, '..', '..', 'lib', 'cli', 'vault-dr.js');
const TERMINAL = join(__dirname, 'terminal.py');

/** Root credentials of the emulated AWS. The configuration of this machine is not read. */
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
  /** Whether the tool runs on a terminal. @default false */
  readonly tty?: boolean;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The tool as a running process. */
export interface RunningCli {
  /** Content of the terminal; empty without one. */
  readonly screen: Screen;
  readonly finished: Promise<Finished>;
  /** Output to both streams so far. */
  output(): string;
  /** Waits until a text was written or is on the screen. @throws Error after a time limit */
  shows(text: string | RegExp): Promise<void>;
  /** Types on the keyboard. */
  type(text: string): void;
  /** Kills the process if it is still running. */
  kill(): void;
  /** Sends a signal. */
  send(signal: 'SIGHUP' | 'SIGTERM'): void;
  /** Stops reading both streams, like `2>&1 | head -1` after its line. */
  stopReading(): void;
  /** Command line of the process, which every user of the machine can read. */
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
    kill: () => void child.kill('SIGKILL'),
    send: (signal) => void process.kill(tty ? onlyChildOf(child.pid) : (child.pid ?? 0), signal),
    stopReading: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    commandLine: () => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
  };
}

/** The tool on a terminal is the child of the program that has the terminal. */
const onlyChildOf = (pid = 0): number => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());

/** Runs the tool until it exits. */
export function runCli(args: readonly string[], options: CliOptions): Promise<Finished> {
  return startCli(args, options).finished;
}
