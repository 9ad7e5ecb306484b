/** Kills every operation at every point of a clean run. Usage: `tsx test/world/crash/main.ts [enterprise|snapshot|postgres]` */
import { runPostgresMatrix, runSnapshotMatrix } from './community/run-matrix';
import { describePoint, type KillPoint } from './community/points';
import type { KilledCase } from './community/run-case';
import { runCrashMatrix, type CrashCase } from './run-matrix';

const isFine = ({ reached, broken }: CrashCase): boolean => reached && broken.length === 0;

const tell = (isGood: boolean, text: string, reasons: readonly string[]): void => {
  console.log(`${isGood ? 'ok  ' : 'FAIL'} ${text}`);
  for (const reason of reasons) console.log(`       ${reason}`);
};

async function enterprise(): Promise<boolean[]> {
  const cases = await runCrashMatrix({
    choose: (points) => points,
    onCase: (done) =>
      tell(isFine(done), `${done.operation}: ${done.point} (${done.calls})`, [
        ...(done.reached ? [] : ['the run never came there']),
        ...done.broken,
      ]),
  });
  return cases.map(isFine);
}

const community = {
  // OPERATION=rejoin: only that one.
  ...(process.env['OPERATION'] !== undefined && { operations: [process.env['OPERATION']] }),
  // ONLY='sys/seal': only the points whose name holds that.
  choose: (points: readonly KillPoint[]): readonly KillPoint[] =>
    points.filter((point) => describePoint(point).includes(process.env['ONLY'] ?? '')),
  onCase: (done: KilledCase) =>
    tell(isFineKilled(done), `${done.operation}: ${done.point} (${done.runs})`, [
      ...(done.reached ? [] : ['the run never came there']),
      ...done.broken,
    ]),
};

const isFineKilled = ({ reached, broken }: KilledCase): boolean => reached && broken.length === 0;

async function postgres(): Promise<boolean[]> {
  const cases = await runPostgresMatrix(community);
  if (typeof cases === 'string') {
    console.log(`skipped: postgres: ${cases}`);
    return [];
  }
  return cases.map(isFineKilled);
}

const snapshot = async (): Promise<boolean[]> => (await runSnapshotMatrix(community)).map(isFineKilled);

const MATRICES = { enterprise, snapshot, postgres };

async function main(): Promise<void> {
  const startedAt = Date.now();
  const only = process.argv[2];
  const fine: boolean[] = [];
  for (const [name, run] of Object.entries(MATRICES))
    if (only === undefined || only === name) fine.push(...(await run()));
  const failed = fine.filter((each) => !each).length;
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`\n${fine.length} crash points in ${seconds} s: ${fine.length - failed} fine, ${failed} not`);
  process.exitCode = failed === 0 && fine.length > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
