import { findPostgres, missingClient } from '../../../local/community/find-postgres';
import { startPostgresPair } from '../../../local/community/pair';
import { PostgresEngine } from '../../../local/community/postgres-engine';
import { SnapshotPair } from '../../../local/community/snapshot-pair';
import { runCell, type Cell, type FaultyPair, type Row } from './cell';
import { FaultyPostgresPair } from './postgres';
import { FaultySnapshotPair } from './snapshot';

export interface CommunityFaultOptions {
  readonly choose?: (fault: string, operation: string) => boolean;
  readonly onCell?: (row: Pick<Row, 'driver' | 'fault'>, cell: Cell) => void;
}

export async function runSnapshotFaults(options: CommunityFaultOptions = {}): Promise<Row[]> {
  const pair = await SnapshotPair.start();
  try {
    return await runAll(new FaultySnapshotPair(pair), options);
  } finally {
    await pair.stop();
  }
}

/** @returns a text if there is no PostgreSQL */
export async function runPostgresFaults(options: CommunityFaultOptions = {}): Promise<Row[] | string> {
  const programs = findPostgres();
  const missing = 'missing' in programs ? programs.missing : missingClient();
  if ('missing' in programs || missing !== undefined) return missing ?? 'there is none';
  const pair = await startPostgresPair(programs);
  const engine = await PostgresEngine.start(pair);
  try {
    return await runAll(new FaultyPostgresPair(pair, engine), options);
  } finally {
    await engine.stop();
    await pair.stop();
  }
}

async function runAll(pair: FaultyPair, options: CommunityFaultOptions): Promise<Row[]> {
  try {
    return await runRows(pair, options);
  } finally {
    await pair.end();
  }
}

async function runRows(pair: FaultyPair, { choose = () => true, onCell }: CommunityFaultOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const fault of pair.faults) {
    const cells: Cell[] = [];
    for (const operation of fault.operations.filter((each) => choose(fault.name, each))) {
      const cell = await runCell(pair, fault, operation).catch((error: unknown): Cell => ({
        operation,
        outcome: '?',
        broken: [String(error)],
      }));
      cells.push(cell);
      onCell?.({ driver: pair.driver, fault: fault.name }, cell);
    }
    if (cells.length > 0) rows.push({ driver: pair.driver, fault: fault.name, cells });
  }
  return rows;
}
