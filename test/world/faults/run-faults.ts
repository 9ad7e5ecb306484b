import { inParallel, withWorlds } from '../in-parallel';
import { CALLS, type OutgoingCall } from './calls';
import { FAULT_KINDS, type FaultKind } from './fault-kinds';
import { runCell, type Cell } from './run-cell';

export interface FaultOptions {
  /** @default 2 */
  readonly worlds?: number;
  readonly choose?: (call: OutgoingCall, fault: FaultKind) => boolean;
  readonly onCell?: (cell: Cell) => void;
}

/** Runs the chosen cells in several worlds. */
export function runFaults({ worlds: count = 2, choose = () => true, onCell }: FaultOptions): Promise<Cell[]> {
  const todo = CALLS.flatMap((call) =>
    FAULT_KINDS.filter((fault) => choose(call, fault)).map((fault) => ({ call, fault })),
  );
  return withWorlds(count, (worlds) =>
    inParallel(worlds, todo, async (world, { call, fault }) => {
      const cell = await runCell(world, call, fault).catch((error: unknown): Cell => {
        return { call, fault, outcome: '?', broken: [String(error)], durationMs: 0 };
      });
      onCell?.(cell);
      return cell;
    }),
  );
}
