import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Secret } from '../../../functions/shared/secret';
import { closeVaultClients, openVaultClients } from '../../../functions/shared/vault-config';
import { failure } from '../../helpers/errors';
import { until } from '../../helpers/until';
import { SnapshotPair } from '../../local/community/snapshot-pair';
import { fill } from './fill';
import type { Tell, Timed } from './row';

const MIB = 1024 * 1024;
/** More than the largest store here. */
const MOST_BYTES = 1024 * MIB;
/** The limit of a Lambda as it is deployed. */
const DEFAULT_MOST_BYTES = 400 * MIB;
const LONG_MS = 300_000;
const PATH = 'sys/storage/raft/snapshot';

/** What a pair of one size took. */
export interface SnapshotSample {
  readonly mb: number;
  readonly fileBytes: number;
  readonly pullMs: number;
  /** What the puller says if the file is over its limit as it is deployed. */
  readonly refusal: string | undefined;
  readonly failover: Timed;
  readonly switchover: Timed;
}

/** Measures a pair with so much data: the restore alone, then a failover and a switchover. */
export async function measureSnapshot(mb: number, tell: Tell): Promise<SnapshotSample> {
  const pair = await SnapshotPair.start({ mostBytes: MOST_BYTES });
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-bench-'));
  try {
    await fill(pair.nodes.home, pair.rootToken, mb);
    tell(`snapshot, ${mb} MB: filled`);
    const refusal =
      mb * MIB > DEFAULT_MOST_BYTES ? (await failure(pair.pull('away', DEFAULT_MOST_BYTES))).message : undefined;
    const file = join(folder, 'raft.snap');
    const saveMs = await timed(() => save(pair, file));
    const pulled = Date.now();
    await pair.pull();
    const pullMs = Date.now() - pulled;
    const restoreMs = await timed(() => restore(pair, file));
    tell(`snapshot, ${mb} MB: the restore alone took ${restoreMs} ms, the pull ${pullMs} ms`);
    await parkAgain(pair);
    await pair.pull();

    await pair.nodes.home.kill();
    const failover = await operate(pair, 'failover', tell);
    await parkAgain(pair);
    await pair.nodes.home.start();
    await pair.nodes.home.until('it is active', ({ status }) => status === 200, LONG_MS);
    await pair.pull();
    const switchover = await operate(pair, 'switchover', tell);
    return {
      mb,
      fileBytes: statSync(file).size,
      pullMs,
      refusal,
      failover: { ms: failover, floorMs: restoreMs },
      switchover: { ms: switchover, floorMs: saveMs + restoreMs },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await pair.stop();
  }
}

async function timed(use: () => Promise<unknown>): Promise<number> {
  const startedAt = Date.now();
  await use();
  return Date.now() - startedAt;
}

/** The snapshot alone: one call, without a check. */
async function save({ nodes, ca, rootToken }: SnapshotPair, file: string): Promise<void> {
  await withClients({ nodes, ca }, async ({ home }) => {
    const body = await home.download(PATH, { token: new Secret(rootToken), timeoutMs: LONG_MS });
    await pipeline(body, createWriteStream(file));
  });
}

/** The restore alone: one call with a file from this machine, until a client can read what is in it. */
async function restore({ nodes, ca, parkedToken, rootToken }: SnapshotPair, file: string): Promise<void> {
  await withClients({ nodes, ca }, async ({ away }) => {
    const body = { body: createReadStream(file), bytes: statSync(file).size };
    await away.upload(PATH, body, { token: new Secret(parkedToken), timeoutMs: LONG_MS });
    const isThere = async (): Promise<boolean> =>
      (await nodes.away.call('GET', 'filled/1', { token: rootToken, timeoutMs: 2_000 })).status === 200;
    await until(isThere, 'the restored data cannot be read', LONG_MS);
  });
}

async function withClients<T>(
  { nodes, ca }: Pick<SnapshotPair, 'nodes' | 'ca'>,
  use: (clients: ReturnType<typeof openVaultClients>) => Promise<T>,
): Promise<T> {
  const addresses = { home: nodes.home.address, away: nodes.away.address };
  const clients = openVaultClients({ addresses, ca, probeTimeoutMs: 1000 });
  try {
    return await use(clients);
  } finally {
    closeVaultClients(clients);
  }
}

async function parkAgain(pair: SnapshotPair): Promise<void> {
  await pair.parkAnew('away');
  pair.forget();
}

/** From the call until the name has moved and a client can read. What comes after that keeps no client waiting. */
async function operate(pair: SnapshotPair, operation: 'failover' | 'switchover', tell: Tell): Promise<number> {
  const startedAt = Date.now();
  const result = await pair.run(operation, { to: 'away' });
  const ends = result.steps
    .filter(({ kind }) => kind === 'switch-dns' || kind === 'await-primary')
    .map((step) => step.startMs + step.durationMs);
  const ms = Date.parse(result.startedAt) + Math.max(...ends) - startedAt;
  const steps = result.steps.map(({ kind, durationMs }) => `${kind} ${durationMs}`).join(', ');
  tell(`snapshot: ${operation} in ${ms} ms (${steps})`);
  if (result.outcome !== 'done') throw new Error(`${operation}: ${result.summary}`);
  const { status } = await pair.nodes.away.call('GET', 'filled/1', { token: pair.rootToken });
  if (status !== 200) throw new Error(`after the ${operation}, a read was answered with ${status}`);
  return ms;
}
