/**
 * Plants one bug at a time outside the engine and runs the tests that are about it: `make planted-outside`.
 * Usage: `tsx test/planted/main.ts [--only text]`
 */
import { writeFileSync } from 'node:fs';
import type { PlantedBug, Verdict } from './bug';
import { CATALOGUE } from './catalogue';
import { PAGE, renderVerdicts } from './page';
import { Sandbox } from './sandbox';

const at = process.argv.indexOf('--only');
const only = at < 0 ? undefined : process.argv[at + 1];

async function judge(sandbox: Sandbox, bug: PlantedBug): Promise<Verdict> {
  return sandbox.withBug(bug, async () => {
    for (const test of bug.tests) {
      const caughtBy = await sandbox.firstFailure(test, bug.named);
      if (caughtBy !== undefined) return { bug, caughtBy };
    }
    return { bug, caughtBy: undefined };
  });
}

/** A test that fails without a bug would catch every bug. @throws Error that names it */
async function expectHealthy(sandbox: Sandbox, bugs: readonly PlantedBug[]): Promise<void> {
  for (const test of new Set(bugs.flatMap(({ tests }) => tests))) {
    const failure = await sandbox.firstFailure(test);
    if (failure !== undefined) throw new Error(`fails without a planted bug: ${failure}`);
  }
}

async function main(): Promise<void> {
  const bugs = CATALOGUE.filter(({ name, file }) => only === undefined || `${file} ${name}`.includes(only));
  const sandbox = Sandbox.open();
  try {
    await expectHealthy(sandbox, bugs);
    const verdicts: Verdict[] = [];
    for (const bug of bugs) {
      const verdict = await judge(sandbox, bug);
      verdicts.push(verdict);
      console.log(
        `${verdict.caughtBy === undefined ? 'NOT CAUGHT' : 'caught    '}  ${bug.name}  (${verdict.caughtBy ?? bug.tests.join(' ')})`,
      );
    }
    const missed = verdicts.filter(({ caughtBy }) => caughtBy === undefined);
    console.log(`${verdicts.length - missed.length} of ${verdicts.length} planted bugs are caught`);
    if (only === undefined) writeFileSync(PAGE, renderVerdicts(verdicts));
    if (missed.length > 0) process.exitCode = 1;
  } finally {
    sandbox.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
