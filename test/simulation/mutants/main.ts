/**
 * Plants one bug at a time in the engine and checks that the simulation catches it: `make planted`.
 * Usage: `tsx test/simulation/mutants/main.ts [--sample n] [--only text,text [--write]]`. `--write` keeps the other verdicts of the page.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkPackages } from '../bundle-script';
import { CATALOGUE } from './catalogue';
import type { Mutant, Outcome } from './mutant';
import { entriesOf, PAGE, renderOutcomes } from './page';
import { judge, Unchanged, unplantable } from './plant';

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

function chosen(): readonly Mutant[] {
  const [sample, only] = [option('--sample'), option('--only')?.split(',')];
  if (sample !== undefined) return someOf(Number(sample));
  if (only === undefined) return CATALOGUE;
  return CATALOGUE.filter(({ name, file }) => only.some((text) => `${file} ${name}`.includes(text)));
}

/** Every n-th bug that a story catches, so that the sample covers all parts of the engine and takes seconds. */
function someOf(sample: number): readonly Mutant[] {
  const kept = entriesOf(readFileSync(PAGE, 'utf8'));
  const quick = CATALOGUE.filter(({ name }) => kept.get(name)?.caughtBy === 'a story');
  const every = Math.max(1, Math.floor(quick.length / sample));
  return quick.filter((_, i) => i % every === 0).slice(0, sample);
}

async function main(): Promise<void> {
  const wrong = unplantable(CATALOGUE);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  const mutants = chosen();
  const isWhole = mutants.length === CATALOGUE.length;
  const folder = mkdtempSync(join(tmpdir(), 'vault-dr-planted-'));
  try {
    linkPackages(folder);
    const outcomes = await judgeAll(folder, mutants);
    if (isWhole) writeFileSync(PAGE, renderOutcomes(outcomes, CATALOGUE));
    if (process.argv.includes('--write')) {
      writeFileSync(PAGE, renderOutcomes(outcomes, CATALOGUE, entriesOf(readFileSync(PAGE, 'utf8'))));
    }
    const missed = outcomes.filter(({ caughtBy }) => caughtBy === undefined);
    console.log(
      `${outcomes.length - missed.length} of ${outcomes.length} planted bugs are caught by a check of a promise`,
    );
    if (missed.length > 0)
      throw new Error(missed.map(({ mutant, said }) => `not caught: ${mutant.name} ${said}`).join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judgeAll(folder: string, mutants: readonly Mutant[]): Promise<Outcome[]> {
  const unchanged = new Unchanged(folder);
  const outcomes = new Map<Mutant, Outcome>();
  const left = [...mutants];
  const work = async (): Promise<void> => {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const beganAt = Date.now();
      const outcome = await judge(folder, mutant, unchanged);
      outcomes.set(mutant, outcome);
      const seconds = ((Date.now() - beganAt) / 1000).toFixed(1).padStart(6);
      console.log(`${seconds} s  ${(outcome.caughtBy ?? 'NOT CAUGHT').padEnd(13)} ${mutant.name} (${outcome.said})`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return mutants.flatMap((mutant) => outcomes.get(mutant) ?? []);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
