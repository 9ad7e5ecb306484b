import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What a process took. */
export interface Spent {
  /** From its start to its end. */
  readonly ms: number;
  /** Time on a processor: what it would have taken at least on a machine of its own. */
  readonly cpuMs: number;
  /** Peak of the resident memory. */
  readonly kib: number;
}

const LIMIT_MS = 120_000;
/** Tells on the fourth descriptor, when the process ends, what it took. */
const TELL =
  "process.on('exit', () => process.getBuiltinModule('fs').writeSync(3, JSON.stringify(process.resourceUsage())));";

/** Has a fresh process evaluate some code. @throws Error when it fails or takes two minutes */
export const runCode = (code: string): Promise<Spent> => run(['-e', TELL + code]);

/** Runs a TypeScript file in a fresh process. @throws Error when it fails or takes two minutes */
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
