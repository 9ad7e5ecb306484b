import { findPostgres, missingClient } from '../../../local/community/find-postgres';
import { startPostgresPair } from '../../../local/community/pair';
import { PostgresEngine } from '../../../local/community/postgres-engine';
import { SnapshotPair } from '../../../local/community/snapshot-pair';
import type { KillPoint } from './points';
import { killedOnPostgres } from './postgres';
import { findPoints, runCase, type Killed, type KilledCase } from './run-case';
import { killedOnSnapshot } from './snapshot';

/** A run misses a point if parallel calls change their order. */
const MOST_TRIES = 3;

export interface MatrixOptions {
  /** @default - all */
  readonly operations?: readonly string[];
  /** Chooses the points to try from those of a run without a death. */
  readonly choose: (points: readonly KillPoint[], operation: string) => readonly KillPoint[];
  readonly onCase?: (done: KilledCase) => void;
}

/** Kills the operations on a real pair that copies snapshots. */
export async function runSnapshotMatrix(options: MatrixOptions): Promise<KilledCase[]> {
  const pair = await SnapshotPair.start();
  try {
    return await runAll(killedOnSnapshot(pair), 'snapshot', options);
  } finally {
    await pair.stop();
  }
}

/** Kills the operations on a real pair on PostgreSQL. @returns a text if there is no PostgreSQL */
export async function runPostgresMatrix(options: MatrixOptions): Promise<KilledCase[] | string> {
  const programs = findPostgres();
  const missing = 'missing' in programs ? programs.missing : missingClient();
  if ('missing' in programs || missing !== undefined) return missing ?? 'there is none';
  const pair = await startPostgresPair(programs);
  const engine = await PostgresEngine.start(pair);
  try {
    return await runAll(killedOnPostgres(pair, engine), 'postgres', options);
  } finally {
    await engine.stop();
    await pair.stop();
  }
}

async function runAll(
  all: readonly Killed[],
  driver: string,
  { operations, choose, onCase }: MatrixOptions,
): Promise<KilledCase[]> {
  const cases: KilledCase[] = [];
  for (const killed of all.filter(({ name }) => operations?.includes(name) ?? true)) {
    const chosen = choose(await findPoints(killed), killed.name);
    for (const point of chosen) {
      const ran = await tryUntilReached(killed, point);
      const done = { ...ran, operation: `${driver}, ${ran.operation}` };
      cases.push(done);
      onCase?.(done);
    }
  }
  return cases;
}

async function tryUntilReached(killed: Killed, point: KillPoint): Promise<KilledCase> {
  for (let tries = 1; ; tries += 1) {
    const result = await runCase(killed, point).catch((error: unknown): KilledCase => ({
      operation: killed.name,
      point: `${point.death.when} ${point.call} #${point.nth}`,
      reached: false,
      broken: [String(error)],
      runs: 0,
    }));
    if (result.reached || tries === MOST_TRIES) return result;
  }
}
