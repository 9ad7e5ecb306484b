import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { killGroup, spawnOnLeash } from '../leash';
import { freePort } from './free-port';
import { send } from './send';

export interface OpenBaoOptions {
  /** @default - of the environment variable BAO_BINARY, else `.venv/bin/bao` under the working directory */
  readonly binary?: string;
  /** @default 60000 */
  readonly readyTimeoutMs?: number;
}

/** A running OpenBao, all in memory. */
export interface OpenBao {
  /** `http://127.0.0.1:port`. */
  readonly address: string;
  readonly rootToken: string;
  readonly pid: number;
  /** Ends it; nothing is left behind. */
  readonly stop: () => Promise<void>;
}

/** A port that was free a moment ago may be taken when OpenBao wants it; then another one is tried. */
const TRIES = 3;

/**
 * Starts a dev server of OpenBao on a free loopback port. It ends with {@link OpenBao.stop} and with this process.
 *
 * @throws Error when there is no such binary or it does not get ready in time
 */
export async function startOpenBao(options: OpenBaoOptions = {}): Promise<OpenBao> {
  const { binary = process.env['BAO_BINARY'] ?? join('.venv', 'bin', 'bao'), readyTimeoutMs = 60_000 } = options;
  const deadline = Date.now() + readyTimeoutMs;
  for (let tries = 1; ; tries += 1) {
    const bao = launch(binary, await freePort('127.0.0.1'));
    const outcome = await becomesReady(bao, deadline);
    if (outcome === 'ready')
      return { address: bao.address, rootToken: bao.rootToken, pid: bao.process.pid ?? 0, stop: bao.stop };
    await bao.stop();
    if (outcome instanceof Error) throw new Error(`cannot start OpenBao as ${binary}`, { cause: outcome });
    if (outcome === 'late' || tries === TRIES) throw new Error(`OpenBao (${binary}) did not get ready: ${bao.said()}`);
  }
}

interface Launched {
  readonly address: string;
  readonly rootToken: string;
  readonly process: ChildProcess;
  readonly spawnError: () => Error | undefined;
  /** The end of its error output; the dev server prints its root token to the other one. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}

function launch(binary: string, port: number): Launched {
  const rootToken = randomUUID();
  const child = spawnOnLeash(
    binary,
    ['server', '-dev', '-dev-no-store-token', `-dev-listen-address=127.0.0.1:${port}`],
    {
      // By the environment, because others can read a command line.
      env: { PATH: process.env['PATH'], HOME: tmpdir(), BAO_DEV_ROOT_TOKEN_ID: rootToken },
    },
  );
  child.stdout?.resume();
  let spawnError: Error | undefined;
  let said = '';
  child.on('error', (error) => (spawnError = error));
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  return {
    address: `http://127.0.0.1:${port}`,
    rootToken,
    process: child,
    spawnError: () => spawnError,
    said: () => said,
    stop: async () => {
      if (child.pid === undefined || hasEnded(child)) return;
      killGroup(child, 'SIGKILL'); // it holds nothing but memory
      await once(child, 'exit');
    },
  };
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function becomesReady(bao: Launched, deadline: number): Promise<'ready' | 'ended' | 'late' | Error> {
  while (Date.now() < deadline) {
    const error = bao.spawnError();
    if (error) return error;
    if (hasEnded(bao.process)) return 'ended';
    if (await answers(bao)) return 'ready';
    await pause(20);
  }
  return 'late';
}

/** The token's own view is asked for: another server may be on that port, and health is well before the root token is. */
async function answers({ address, rootToken }: Launched): Promise<boolean> {
  const url = `${address}/v1/sys/internal/ui/mounts/secret`;
  try {
    const { status } = await send({ method: 'GET', url, headers: { 'x-vault-token': rootToken }, timeoutMs: 1000 });
    return status === 200;
  } catch {
    return false;
  }
}
