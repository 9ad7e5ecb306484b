import type { EngineDependencies } from './engine';
import { Journal } from './journal';
import { takeNotes } from './notes';
import { observeWorld } from './observe';
import { lookAtTables, type TableLooks } from './table-looks';
import type { World } from './world';

export const openJournal = ({ aws, config, log, onProgress }: EngineDependencies): Journal =>
  new Journal({ tables: aws.tables, tableName: config.journalTable, note: takeNotes(log, onProgress) });

/** Observes the pair and the lease tables, and begins nothing. */
export async function look(
  dependencies: EngineDependencies,
): Promise<{ readonly world: World; readonly tables: TableLooks }> {
  const { aws, config } = dependencies;
  const [{ world }, tables] = await Promise.all([
    observeWorld({ ...dependencies, journal: openJournal(dependencies) }, config),
    lookAtTables(aws.tables, config.journalTable),
  ]);
  return { world, tables };
}
