import type { World } from '../../local/world';
import { inParallel, withWorlds } from '../in-parallel';
import { KILLED_OPERATIONS, type KilledOperation } from './operations';
import { describePoint, pointsOfAll, type CrashPoint } from './points';
import { runCase, runClean, type CaseResult, type EndState } from './run-case';

const WORLDS = 2;
/** Runs without a crash that find the points: the first one in a new world is slow, and can make more calls than others. */
const CLEAN_RUNS = 3;
/** Tries per point: a run misses a point when parallel steps change their order, or when it fails early on a busy machine. */
const MOST_TRIES = 3;

export interface CrashCase extends CaseResult {
  readonly operation: string;
  readonly point: string;
}

export interface MatrixOptions {
  /** Chooses the points to try from those of a run without a crash. */
  readonly choose: (points: readonly CrashPoint[]) => readonly CrashPoint[];
  readonly onCase?: (done: CrashCase) => void;
}

interface Todo {
  readonly operation: KilledOperation;
  readonly point: CrashPoint;
  readonly expected: EndState;
}

/** Kills every operation at every chosen point, over several worlds. */
export function runCrashMatrix({ choose, onCase }: MatrixOptions): Promise<CrashCase[]> {
  return withWorlds(WORLDS, async (worlds) => {
    const todo = (await inParallel(worlds, KILLED_OPERATIONS, findPoints(choose))).flat();
    return inParallel(worlds, todo, async (world, { operation, point, expected }) => {
      const result = await tryUntilReached(world, operation, point, expected);
      const done = { operation: operation.name, point: describePoint(point), ...result };
      onCase?.(done);
      return done;
    });
  });
}

const findPoints =
  (choose: MatrixOptions['choose']) =>
  async (world: World, operation: KilledOperation): Promise<Todo[]> => {
    const first = await runClean(world, operation);
    const runs = [first];
    while (runs.length < CLEAN_RUNS) runs.push(await runClean(world, operation));
    const points = pointsOfAll(runs.map(({ passages }) => passages));
    return choose(points).map((point) => ({ operation, point, expected: first.end }));
  };

async function tryUntilReached(
  world: World,
  operation: KilledOperation,
  point: CrashPoint,
  expected: EndState,
): Promise<CaseResult> {
  const missed = (why: unknown): CaseResult => ({
    reached: false,
    broken: [String(why)],
    calls: 0,
    leftOpen: undefined,
  });
  for (let tries = 1; ; tries++) {
    const result = await runCase(world, operation, point, expected).catch(missed);
    if (result.reached || tries === MOST_TRIES) return result;
  }
}
