import type { Timeline, TimelineEvent } from '../../../cli/report/timeline';
import { findPostgres, missingClient } from '../../local/community/find-postgres';
import { Notebook } from '../notebook';
import { playPostgres } from './postgres';
import { playSnapshot } from './snapshot';

/** Both ways without Vault Enterprise, one after the other. @returns a timeline for each that could be shown */
export async function playCommunity(tell: (event: TimelineEvent) => void): Promise<Timeline[]> {
  const found = findPostgres();
  const programs = 'missing' in found ? undefined : found;
  const missing = 'missing' in found ? found.missing : missingClient();
  const snapshot = await playSnapshot(new Notebook(tell), programs, missing);
  if (programs === undefined || missing !== undefined) {
    console.log(`  The pair on PostgreSQL is skipped: ${missing ?? 'there is none'}\n`);
    return [snapshot];
  }
  return [snapshot, await playPostgres(new Notebook(tell), programs)];
}
