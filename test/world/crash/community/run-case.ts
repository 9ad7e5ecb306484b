import type { OperationResult } from '../../../../functions/dr-operations/result';
import { Mortal } from '../../../local/community/mortal';
import type { Wrap } from '../../../local/community/wrap';
import { holdsSecret } from '../../../helpers/secrets';
import { describePoint, pointsOf, trapFor, type KillPoint } from './points';

/** One operation on a real pair that is killed and run again. */
export interface Killed {
  readonly name: string;
  /** The calls at which it is killed. @default - every one that changes something */
  readonly only?: RegExp;
  /** Makes the pair as the operation needs it. */
  prepare(): Promise<void>;
  run(wrap: Wrap): Promise<unknown>;
  /** What the death of a process does: its connections break, and its lease runs out. */
  died(): Promise<void>;
  /** What is wrong at the end; empty if every promise was kept. */
  check(): Promise<readonly string[]>;
}

export interface KilledCase {
  readonly operation: string;
  readonly point: string;
  /** Whether the run came to the point. */
  readonly reached: boolean;
  readonly broken: readonly string[];
  /** Runs after the death until it was done. */
  readonly runs: number;
}

/** A second run may begin while something of the first still takes effect, and then says to run it again. */
const MOST_RUNS = 3;
const SAYS_WHAT_TO_DO = /[.)]\s+[A-Z].*\.( \[accept: [a-z, -]+\])?$/s;

/** Runs the operation without a death. @returns its points */
export async function findPoints(killed: Killed): Promise<KillPoint[]> {
  await killed.prepare();
  const mortal = new Mortal();
  const ended = { isDone: false, text: 'it did not end' };
  await mortal.runUntilDeath(async (wrap) => Object.assign(ended, await outcomeOf(killed.run(wrap))));
  if (!ended.isDone) throw new Error(`${killed.name} does not work without a death: ${ended.text}`);
  const wrong = await killed.check();
  if (wrong.length > 0) throw new Error(`${killed.name} does not work without a death: ${wrong.join('; ')}`);
  return pointsOf(mortal.calls).filter(({ call }) => killed.only?.test(call) ?? true);
}

/** Kills the operation at a point, and runs it again until it is done. */
export async function runCase(killed: Killed, point: KillPoint): Promise<KilledCase> {
  await killed.prepare();
  const named = { operation: killed.name, point: describePoint(point) };
  const mortal = new Mortal(trapFor(point));
  const end = await mortal.runUntilDeath((wrap) => killed.run(wrap));
  if (end === 'ended') return { ...named, reached: false, broken: [], runs: 0 };
  await killed.died();
  const broken: string[] = [];
  const unchanged: Wrap = (_name, part) => part;
  for (let runs = 1; runs <= MOST_RUNS; runs += 1) {
    const ended = await outcomeOf(killed.run(unchanged));
    if (holdsSecret(ended.text)) broken.push('a result holds a secret');
    if (ended.isDone) return { ...named, reached: true, broken: [...broken, ...(await killed.check())], runs };
    if (!SAYS_WHAT_TO_DO.test(ended.text)) broken.push(`it does not say what to do: ${ended.text}`);
    if (runs === MOST_RUNS) broken.push(`it was not done: ${ended.text}`);
  }
  return { ...named, reached: true, broken: [...broken, ...(await killed.check())], runs: MOST_RUNS };
}

async function outcomeOf(run: Promise<unknown>): Promise<{ readonly isDone: boolean; readonly text: string }> {
  try {
    const result = (await run) as Partial<OperationResult>;
    // What a person has to do is not done by another run.
    const isLeftToPerson = result.left?.includes('make-replica') === true;
    const isDone = result.outcome === undefined || result.outcome === 'done' || isLeftToPerson;
    return { isDone, text: isDone ? JSON.stringify(result) : (result.error?.message ?? '') };
  } catch (error) {
    return { isDone: false, text: error instanceof Error ? error.message : String(error) };
  }
}
