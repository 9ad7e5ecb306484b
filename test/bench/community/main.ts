/**
 * Measures moves of real pairs without Vault Enterprise, and writes docs/bench/community.md.
 * Usage: `tsx test/bench/community/main.ts [MB …]`
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { seconds } from '../../../cli/report/timeline';
import { findPostgres, missingClient } from '../../local/community/find-postgres';
import { measurePostgres, type PostgresSample } from './postgres';
import { BUDGETS, missedOf, renderMarkdown, type CommunityReport } from './render';
import { measureSnapshot, type SnapshotSample } from './snapshot';

const DOCS = join(__dirname, '..', '..', '..', 'docs', 'bench', 'community.md');
const SIZES_MB = [1, 100, 500];
const RUNS = 3;

async function main(): Promise<void> {
  const given = process.argv.slice(2).map(Number);
  const sizes = given.length > 0 ? given : SIZES_MB;
  const beganAt = Date.now();
  const tell = (text: string): void => console.log(`${seconds(Date.now() - beganAt).padStart(9)}  ${text}`);
  const snapshot: SnapshotSample[] = [];
  for (const mb of sizes) snapshot.push(await measureSnapshot(mb, tell));
  const report: CommunityReport = { snapshot, postgres: await onPostgres(sizes, tell), runs: RUNS };
  const markdown = await format(renderMarkdown(report), { parser: 'markdown', printWidth: 140 });
  console.log(`\n${markdown}`);
  if (sizes.includes(BUDGETS.mb)) {
    mkdirSync(join(DOCS, '..'), { recursive: true });
    writeFileSync(DOCS, markdown);
    console.log(DOCS);
  }
  const missed = missedOf(report);
  missed.forEach((each) => console.log(`missed: ${each}`));
  if (missed.length > 0) process.exitCode = 1;
}

async function onPostgres(sizes: readonly number[], tell: (text: string) => void): Promise<PostgresSample[] | string> {
  const programs = findPostgres();
  const missing = 'missing' in programs ? programs.missing : missingClient();
  if ('missing' in programs || missing !== undefined) return missing ?? 'there is none';
  const samples: PostgresSample[] = [];
  try {
    for (const mb of sizes) samples.push(await measurePostgres(programs, { mb, runs: RUNS }, tell));
  } catch (error) {
    // The figures of the snapshots took minutes, and are shown in any case.
    return error instanceof Error ? error.message : String(error);
  }
  return samples;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
