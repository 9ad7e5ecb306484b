import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { killGroup, spawnOnLeash } from '../leash';
import { freePort } from '../vault/free-port';

/** Root credentials of the emulated account. */
export const ROOT_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;
export const ACCOUNT_ID = '000000000000';

/** Limit on the start: it takes two seconds, and more on a busy machine. */
const START_MS = 120_000;
const STOP_MS = 5_000;
const TRIES = 5;

export interface MinistackOptions {
  /** @default `.venv/bin/ministack` of the checkout, which `make deps` installs */
  readonly binary?: string;
  /** Variables that the Lambdas inherit, such as the AWS endpoints. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder for its files; deleted when this process ends without stopping ministack. */
  readonly directory: string;
}

export interface Ministack {
  readonly url: string;
  /** Output of ministack and the Lambdas. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * Starts ministack on a free loopback port. It checks signatures and enforces the policies of execution roles. Its Lambdas
 * end with it, and it ends with this process.
 *
 * @throws Error with the end of its output when it does not start
 */
export async function startMinistack(options: MinistackOptions): Promise<Ministack> {
  for (let tries = 1; ; tries += 1) {
    const launched = launch(options, await freePort('127.0.0.1'));
    if (await isReady(launched)) return launched;
    await launched.stop();
    const said = launched.output();
    // Another process may have taken the port since it was found free.
    if (!said.includes('already in use') || tries === TRIES) {
      throw new Error(`ministack did not start: ${said.slice(-2000) || 'run "make deps" to install it'}`);
    }
  }
}

interface Launched extends Ministack {
  readonly child: ChildProcess;
}

function launch({ binary = DEFAULT_BINARY, directory, environment }: MinistackOptions, port: number): Launched {
  const own = join(directory, 'aws');
  mkdirSync(own, { recursive: true });
  const child = spawnOnLeash(binary, [], {
    cwd: own,
    folder: directory,
    env: {
      PATH: process.env['PATH'],
      HOME: own,
      TMPDIR: own,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      // Hides the warning of the AWS SDK about Node 20. Deployed Lambdas run on Node 22.
      NODE_NO_WARNINGS: '1',
      ...environment,
    },
  });
  const output = collect(child);
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
    }
    killGroup(child, 'SIGKILL'); // also ends Lambdas that are still running
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
      // ministack does not listen yet.
    }
    await sleep(50);
  }
  return false;
}
