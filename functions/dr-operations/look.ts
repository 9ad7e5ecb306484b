import { readState, type KnownState } from './automatic/state';
import type { EngineDependencies } from './engine';
import { Journal } from './journal';
import { takeNotes } from './notes';
import { observeWorld } from './observe';
import { lookAtTables, type TableLooks } from './table-looks';
import type { World } from './world';

export const openJournal = ({ aws, config, log, onProgress }: EngineDependencies): Journal =>
  new Journal({ tables: aws.tables, tableName: config.journalTable, note: takeNotes(log, onProgress) });

/** Observes the pair and the lease tables, and begins nothing. */
export async function look(dependencies: EngineDependencies): Promise<PairLook> {
  const { aws, config } = dependencies;
  const [{ world }, tables, automatic] = await Promise.all([
    observeWorld({ ...dependencies, journal: openJournal(dependencies) }, config),
    lookAtTables(aws.tables, config.journalTable),
    (config.automatic ?? config.drill) && readState(aws.tables, config.journalTable),
  ]);
  return { world, tables, ...(automatic && { automatic }) };
}

export interface PairLook {
  readonly world: World;
  readonly tables: TableLooks;
  /** What people have decided about what begins by itself. @default - nothing does */
  readonly automatic?: KnownState;
}
