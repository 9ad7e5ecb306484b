import type { OperationResult } from '../../../../functions/dr-operations/result';
import { holdsSecret } from '../../../helpers/secrets';
import { errorType } from '../../errors';

/** One fault on a real pair, and what each operation did. */
export interface Row {
  readonly driver: 'snapshot' | 'postgres';
  readonly fault: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly operation: string;
  /** `done`, `refused: <error>`, or `partial: <error>`. */
  readonly outcome: string;
  /** Broken promises. */
  readonly broken: readonly string[];
}

/** A pair of one driver that the matrix runs on. */
export interface FaultyPair {
  readonly driver: Row['driver'];
  readonly faults: readonly Fault[];
  /** Makes it healthy, with a client that has written. */
  prepare(operation: string): Promise<void>;
  run(operation: string): Promise<unknown>;
  /** After the fault is over: what is wrong, once the operation was done. Empty: nothing. */
  check(operation: string): Promise<readonly string[]>;
  /** Whether the roles are as before: the operation gave the role back when it could not go on. */
  isAsBefore?(): Promise<boolean>;
  /** What is wrong while the fault lasts, whatever the operation said. */
  during(operation: string): Promise<readonly string[]>;
  /** Ends its client, which would go on for ever. */
  end(): Promise<void>;
}

export interface Fault {
  readonly name: string;
  /** The operations that it concerns. */
  readonly operations: readonly string[];
  put(): Promise<void>;
  heal(): Promise<void>;
  /**
   * What is wrong with what it left behind, where the same operation can never be done afterwards.
   * @default - the operation runs again without the fault
   */
  judge?(first: Ended, operation: string): Promise<readonly string[]>;
}

const MOST_RUNS = 3;
const SAYS_WHAT_TO_DO = /[.)]\s+[A-Z].*\.( \[accept: [a-z, -]+\])?$/s;
/** Longer than any operation may take here, milliseconds. */
const BUDGET_MS = 130_000;

/** Runs an operation with a fault, then again without it. */
export async function runCell(pair: FaultyPair, fault: Fault, operation: string): Promise<Cell> {
  await pair.prepare(operation);
  const startedAt = Date.now();
  await fault.put();
  const broken: string[] = [];
  let first: Ended;
  try {
    first = await outcomeOf(pair.run(operation));
    if (Date.now() - startedAt > BUDGET_MS) broken.push('it took longer than its budget');
    broken.push(...(await pair.during(operation)));
  } finally {
    await fault.heal();
  }
  broken.push(...wrongWith(first));
  if (fault.judge) {
    broken.push(...(await fault.judge(first, operation)));
    return { operation, outcome: first.outcome, broken };
  }
  let last = first;
  for (let runs = 1; runs <= MOST_RUNS && (runs === 1 || last.outcome !== 'done'); runs += 1) {
    last = await outcomeOf(pair.run(operation));
    broken.push(...wrongWith(last));
  }
  if (last.outcome === 'done') broken.push(...(await pair.check(operation)));
  else if (!(await pair.isAsBefore?.())) broken.push(`it was not done without the fault: ${last.text}`);
  return { operation, outcome: first.outcome, broken };
}

/** How an operation ended. */
export interface Ended {
  readonly outcome: string;
  /** Its result if it was done, or the message. */
  readonly text: string;
  /** What it may have lost, as its result says. */
  readonly possibleLoss?: OperationResult['possibleLoss'];
}

function wrongWith({ outcome, text }: Ended): string[] {
  const wrong: string[] = [];
  if (holdsSecret(text)) wrong.push('a secret is in the result');
  if (outcome !== 'done' && !SAYS_WHAT_TO_DO.test(text)) wrong.push(`the message does not say what to do: ${text}`);
  return wrong;
}

async function outcomeOf(run: Promise<unknown>): Promise<Ended> {
  try {
    const result = (await run) as Partial<OperationResult>;
    const { possibleLoss } = result;
    if (result.outcome !== 'partial') return { outcome: 'done', text: JSON.stringify(result), possibleLoss };
    return { outcome: `partial: ${result.error?.type}`, text: result.error?.message ?? '' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      outcome: `refused: ${error.name === 'Error' ? errorType(error.message) : error.name}`,
      text: error.message,
    };
  }
}
