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

/** A running OpenBao that keeps everything in memory. */
export interface OpenBao {
  /** `http://127.0.0.1:port`. */
  readonly address: string;
  readonly rootToken: string;
  readonly pid: number;
  /** Ends the process. Leaves no files behind. */
  readonly stop: () => Promise<void>;
}

/** Number of ports to try: a free port may be taken before OpenBao opens it. */
const TRIES = 3;

/**
 * Starts a dev server of OpenBao on a free loopback port. It ends with {@link OpenBao.stop} and with this process.
 *
 * @throws Error when the binary is missing or is not ready in time
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
    if (outcome === 'late' || tries === TRIES)
      throw new Error(`OpenBao (${binary}) was not ready in time: ${bao.said()}`);
  }
}

interface Launched {
  readonly address: string;
  readonly rootToken: string;
  readonly process: ChildProcess;
  readonly spawnError: () => Error | undefined;
  /** End of its stderr. Its stdout contains the root token and is discarded. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}

function launch(binary: string, port: number): Launched {
  const rootToken = randomUUID();
  const child = spawnOnLeash(
    binary,
    ['server', '-dev', '-dev-no-store-token', `-dev-listen-address=127.0.0.1:${port}`],
    {
      // The token is passed in the environment, because other users can read a command line.
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
      killGroup(child, 'SIGKILL'); // it has no state to save
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

/** Reads a path with the root token: another server may have the port, and `sys/health` is ready before the token is. */
async function answers({ address, rootToken }: Launched): Promise<boolean> {
  const url = `${address}/v1/sys/internal/ui/mounts/secret`;
  try {
    const { status } = await send({ method: 'GET', url, headers: { 'x-vault-token': rootToken }, timeoutMs: 1000 });
    return status === 200;
  } catch {
    return false;
  }
}
