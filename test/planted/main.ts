/**
 * Plants one bug at a time outside the engine and runs the tests that are about it: `make planted-outside`.
 * Usage: `tsx test/planted/main.ts [--only text,text] [--missing]`. `--missing` tries the bugs that the page has no verdict on.
 * Each verdict is written at once, and the other verdicts of the page stay, so that a run may end early.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { PlantedBug, Verdict } from './bug';
import { CATALOGUE } from './catalogue';
import { PAGE, renderVerdicts, verdictsOf } from './page';
import { Sandbox } from './sandbox';

const at = process.argv.indexOf('--only');
const only = at < 0 ? undefined : process.argv[at + 1]?.split(',');

const onPage = (): Verdict[] => verdictsOf(readFileSync(PAGE, 'utf8'), CATALOGUE);

function chosen(): readonly PlantedBug[] {
  const judged = new Set(process.argv.includes('--missing') ? onPage().map(({ bug }) => bug) : []);
  return CATALOGUE.filter(
    (bug) => !judged.has(bug) && (only?.some((text) => `${bug.file} ${bug.name}`.includes(text)) ?? true),
  );
}

async function judge(sandbox: Sandbox, bug: PlantedBug): Promise<Verdict> {
  return sandbox.withBug(bug, async () => {
    for (const test of bug.tests) {
      const caughtBy = await sandbox.firstFailure(test, bug.named);
      if (caughtBy !== undefined) return { bug, caughtBy };
    }
    return { bug, caughtBy: undefined };
  });
}

/** Another run may have written its verdicts meanwhile. */
function write(verdict: Verdict): void {
  const others = onPage().filter(({ bug }) => bug !== verdict.bug);
  writeFileSync(PAGE, renderVerdicts([...others, verdict], CATALOGUE));
}

/** Failures of tests without a planted bug, by what was run. */
type Health = Map<string, string | undefined>;

/** A test that fails without a bug would catch every bug. @returns the failure of the first one */
async function failureWithout(
  sandbox: Sandbox,
  { tests, named }: PlantedBug,
  health: Health,
): Promise<string | undefined> {
  for (const test of tests) {
    const key = `${test} ${named ?? ''}`;
    if (!health.has(key)) {
      await sandbox.withoutBug();
      health.set(key, await sandbox.firstFailure(test, named));
    }
    const failure = health.get(key);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

async function main(): Promise<void> {
  const bugs = chosen();
  const sandbox = Sandbox.open();
  const health: Health = new Map();
  const verdicts: Verdict[] = [];
  try {
    for (const bug of bugs) {
      const broken = await failureWithout(sandbox, bug, health);
      if (broken !== undefined) {
        console.log(`NOT JUDGED  ${bug.name}  (fails without a planted bug: ${broken})`);
        continue;
      }
      const verdict = await judge(sandbox, bug);
      write(verdict);
      verdicts.push(verdict);
      console.log(
        `${verdict.caughtBy === undefined ? 'NOT CAUGHT' : 'caught    '}  ${bug.name}  (${verdict.caughtBy ?? bug.tests.join(' ')})`,
      );
    }
    const caught = verdicts.filter(({ caughtBy }) => caughtBy !== undefined);
    console.log(`${caught.length} of ${bugs.length} planted bugs are caught`);
    if (caught.length < bugs.length) process.exitCode = 1;
  } finally {
    sandbox.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
