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

- **done**: the operation came to its right end in spite of the fault.
- **refused**: it threw that error, said what to do, and changed nothing.
- **partial**: it had changed something and could not go on; it said so.
- **–**: not possible in the local world. The emulator of AWS speaks HTTP, so that it has no certificate to be wrong, and
  only a promotion can be taken back.

In every cell the operation ended within its budget, no result held a secret, the weights were never both 0 or both 255, there
were never two writable primaries, and the same call without the fault came to the right end.

A listener that refuses, is a black hole or has a wrong certificate is so from the moment in which the call arrives, to the
end of the operation. The other faults hit every such call, where the table does not say how often; "slow" is 600 ms. A call
that is never answered has its effect at once. A promotion that does not hold is accepted, once, and the cluster restarts as
the secondary that it was.
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
