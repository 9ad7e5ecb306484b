import { MATRIX_MS } from '../limits';
import { CALLS, type OutgoingCall } from './calls';
import { FAULT_KINDS, type FaultKind } from './fault-kinds';
import { readKeptTable } from './render-table';
import type { Cell } from './run-cell';
import { runFaults } from './run-faults';

jest.setTimeout(MATRIX_MS);

/** Calls that are repeated up to the limit of their step while a fault lasts. Only `make faults` runs these cells. */
const REPEATED = ['demote', 'promote', 'ListResourceRecordSets', 'ChangeResourceRecordSets'];
const LINKING = ['secondary-token', 'revoke-secondary', 'update-primary'];
const LASTING: readonly FaultKind[] = [
  'refused',
  'black hole',
  '5xx for ever',
  'wrong certificate',
  'answer lost',
  'never answered',
  'does not hold',
];
/** Faults for which the token generator waits until its limit and calls again. */
const SILENT: readonly FaultKind[] = ['black hole', 'never answered'];

function isShort({ name, during }: OutgoingCall, fault: FaultKind): boolean {
  if (LINKING.includes(name)) return ['5xx twice', 'throttled 3 times', 'slow'].includes(fault);
  if (REPEATED.includes(name)) return !LASTING.includes(fault);
  return during === 'token' ? !SILENT.includes(fault) : !(name.startsWith('health') && fault === '5xx for ever');
}

/** A sample with a third of the faults for each call, and a third of the calls for each fault. */
const isInSample = (call: OutgoingCall, fault: FaultKind): boolean =>
  (CALLS.indexOf(call) + FAULT_KINDS.indexOf(fault)) % 3 === 0;

describe('a fault on an outgoing call', () => {
  let cells: readonly Cell[];
  beforeAll(async () => {
    cells = await runFaults({ choose: (call, fault) => isShort(call, fault) && isInSample(call, fault) });
  }, MATRIX_MS);

  const inWords = ({ call, fault }: Cell): string => `${call.during}, ${call.name}: ${fault}`;

  it('breaks no promise, and the operation succeeds without it afterwards', () => {
    const broken = cells.filter((cell) => cell.broken.length > 0).map((cell) => [inWords(cell), ...cell.broken]);
    expect(broken).toEqual([]);
  });

  it('ends as in the table of make faults', () => {
    const kept = readKeptTable();
    const ran = cells.map((cell) => `${inWords(cell)}: ${cell.outcome}`);
    expect(ran).toEqual(cells.map((cell) => `${inWords(cell)}: ${kept(cell.call, cell.fault)}`));
    expect(cells.length).toBeGreaterThan(40);
  });

  it('has a cell in the table for every call', () => {
    const kept = readKeptTable();
    const isOutcome = /^(done|–|(refused|partial): \w+)$/;
    const missing = CALLS.flatMap((call) =>
      FAULT_KINDS.filter((fault) => !isOutcome.test(kept(call, fault) ?? '')).map((fault) => `${call.name}: ${fault}`),
    );
    expect(missing).toEqual([]);
  });
});
