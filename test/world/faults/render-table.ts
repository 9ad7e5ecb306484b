import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLS, type OutgoingCall } from './calls';
import { FAULT_KINDS, type FaultKind } from './fault-kinds';
import type { Cell } from './run-cell';

export const ROOT = join(__dirname, '..', '..', '..');
/** File of the committed table, relative to the checkout. */
export const KEPT_TABLE = join('docs', 'safety', 'fault-matrix.md');

const DURING: Readonly<Record<OutgoingCall['during'], string>> = {
  switchover: 'A switchover of a healthy pair',
  failover: 'A failover, home refusing connections',
  token: 'The token generator',
};

const INTRODUCTION = `# Fault matrix

Written by \`make faults\`, which runs the real bundles in the [local world](../../test/local/README.md): one fault on one
outgoing call, then the same operation again without it. \`make test\` runs a part of it and compares.

- **done**: the operation reached its goal in spite of the fault.
- **refused**: it threw this error, said what to do, and changed nothing.
- **partial**: it had changed something and could not continue; the result says so.
- **–**: not possible in the local world. The emulator of AWS uses HTTP and has no certificate, and only a promotion can be
  taken back.

In every cell, the operation ended within its budget, no result contained a secret, the weights were never both 0 or both 255,
there were never two writable primaries, and the operation without the fault reached its goal afterwards.

A listener refuses, is a black hole or has a wrong certificate from the arrival of the call to the end of the operation. The
other faults hit every such call, unless the table names a number; "slow" is 600 ms. A call that is never answered takes effect
at once. A promotion that does not hold is accepted once, and the cluster restarts as a secondary.
`;

export function renderTable(cells: readonly Cell[]): string {
  const sections = (Object.keys(DURING) as OutgoingCall['during'][]).map((during) => {
    const rows = CALLS.filter((call) => call.during === during).map((call) => row(call, cells));
    const head = ['call', ...FAULT_KINDS];
    return [`## ${DURING[during]}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
  });
  return [INTRODUCTION, ...sections].join('\n');
}

const row = (call: OutgoingCall, cells: readonly Cell[]): string[] => [
  call.name,
  ...FAULT_KINDS.map((fault) => cells.find((cell) => cell.call === call && cell.fault === fault)?.outcome ?? '?'),
];

const line = (fields: readonly string[]): string => `| ${fields.join(' | ')} |`;

/** Reads the outcomes in the committed table. */
export function readKeptTable(): (call: OutgoingCall, fault: FaultKind) => string | undefined {
  const kept = new Map<string, string>();
  let during = '';
  for (const text of readFileSync(join(ROOT, KEPT_TABLE), 'utf8').split('\n')) {
    during = /^## (.*)$/.exec(text)?.[1] ?? during;
    const [name, ...outcomes] = text
      .split('|')
      .slice(1, -1)
      .map((field) => field.trim());
    outcomes.forEach((outcome, index) => kept.set(`${during} ${name} ${FAULT_KINDS[index]}`, outcome));
  }
  return (call, fault) => kept.get(`${DURING[call.during]} ${call.name} ${fault}`);
}
