import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** Resources that a process used. */
export interface Spent {
  /** Duration from start to end. */
  readonly ms: number;
  /** Processor time. */
  readonly cpuMs: number;
  /** Peak of the resident memory, KiB. */
  readonly kib: number;
}

const LIMIT_MS = 120_000;
/** Writes the resource usage to file descriptor 3 when the process ends. */
const TELL =
  "process.on('exit', () => process.getBuiltinModule('fs').writeSync(3, JSON.stringify(process.resourceUsage())));";

/** Evaluates code in a new process. @throws Error when it fails or takes two minutes */
export const runCode = (code: string): Promise<Spent> => run(['-e', TELL + code]);

/** Runs a TypeScript file in a new process. @throws Error when it fails or takes two minutes */
export const runScript = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Spent> =>
  run(['--import', `data:text/javascript,${encodeURIComponent(TELL)}`, '--import', 'tsx', ...args], env);

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Spent> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    timeout: LIMIT_MS,
  });
  const [told] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'exit')]);
  const ms = performance.now() - startedAt;
  if (child.exitCode !== 0) throw new Error(`node ${args.join(' ')} ended with ${child.exitCode ?? child.signalCode}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(told) as NodeJS.ResourceUsage;
  return { ms, cpuMs: (userCPUTime + systemCPUTime) / 1000, kib: maxRSS };
}
