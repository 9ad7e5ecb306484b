import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithThisProcess } from '../end-with-this-process';
import { freePort } from '../vault/free-port';

/** The emulated account's root, as ministack knows it. */
export const ROOT_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;
export const ACCOUNT_ID = '000000000000';

const START_MS = 30_000;
const STOP_MS = 5_000;
const TRIES = 5;

export interface MinistackOptions {
  /** @default `.venv/bin/ministack` of the checkout, which `make deps` installs */
  readonly binary?: string;
  /** Variables that the Lambdas inherit: above all where they find AWS. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface Ministack {
  readonly url: string;
  /** What it and the Lambdas printed. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * Starts ministack on a free loopback port, with signatures checked and the policies of execution roles enforced, in a
 * process group of its own, so that its Lambdas end with it.
 *
 * @throws Error with its last words when it does not start
 */
export async function startMinistack({ binary = DEFAULT_BINARY, environment }: MinistackOptions): Promise<Ministack> {
  for (let tries = 1; ; tries += 1) {
    const launched = launch(binary, await freePort('127.0.0.1'), environment);
    if (await isReady(launched)) return launched;
    await launched.stop();
    const said = launched.output();
    // Somebody may have taken the port since it was found free.
    if (!said.includes('already in use') || tries === TRIES) {
      throw new Error(`ministack (${binary}) did not start: ${said.slice(-2000) || 'run "make deps" to install it'}`);
    }
  }
}

interface Launched extends Ministack {
  readonly child: ChildProcess;
}

function launch(binary: string, port: number, environment: Readonly<Record<string, string>>): Launched {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-ministack-'));
  const child = spawn(binary, [], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: directory,
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      TMPDIR: directory,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      // The Lambdas' SDK says at each start that Node 20 is old; they run on a newer one where they are deployed.
      NODE_NO_WARNINGS: '1',
      ...environment,
    },
  });
  const output = collect(child);
  const killGroup = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The group is gone already.
    }
  };
  const release = endWithThisProcess(() => {
    killGroup('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  const stop = async (): Promise<void> => {
    release();
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const ended = once(child, 'exit');
      killGroup('SIGTERM');
      await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
    }
    killGroup('SIGKILL'); // Lambdas that outlived it
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };

  return { url: `http://127.0.0.1:${port}`, output, stop, child };
}

const DEFAULT_BINARY = join(__dirname, '..', '..', '..', '.venv', 'bin', 'ministack');

function collect(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  child.on('error', (error) => chunks.push(error.message));
  return () => chunks.join('');
}

async function isReady({ url, child }: Launched): Promise<boolean> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && child.exitCode === null && child.pid !== undefined) {
    try {
      const answer = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(1000) });
      if (answer.ok) return true;
    } catch {
      // Not listening yet.
    }
    await sleep(50);
  }
  return false;
}
