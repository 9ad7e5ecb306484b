import type { Cell, Row } from './cell';

const introductionOf = (
  driver: Row['driver'],
): string => `Two real OpenBao clusters on one machine: one fault for a whole operation, then the same operation again without
it. “primary alive”: the primary is not lost, only not seen. “–”: the fault does not concern the operation.

In every cell, no result contained a secret, two clusters never both ${BOTH[driver]} while nobody had accepted that, the operation without
the fault reached its goal afterwards or the role had been given back, and every write that was acknowledged before the announced loss was there.
`;

const BOTH: Readonly<Record<Row['driver'], string>> = {
  snapshot: 'served',
  // Until it cannot renew its lock.
  postgres: 'took writes (a node answers reads for some seconds after its database was fenced)',
};

const HEADINGS: Readonly<Record<Row['driver'], string>> = {
  snapshot: 'A pair that copies snapshots',
  postgres: 'A pair on PostgreSQL',
};

/** The section of one driver. */
export function renderSection(driver: Row['driver'], rows: readonly Row[]): string {
  const operations = [...new Set(rows.flatMap(({ cells }) => cells.map(({ operation }) => operation)))];
  const line = (fields: readonly string[]): string => `| ${fields.join(' | ')} |`;
  const head = ['fault', ...operations];
  return [
    headingOf(driver),
    '',
    introductionOf(driver),
    line(head),
    line(head.map(() => '---')),
    ...rows.map(({ fault, cells }) => line([fault, ...operations.map((each) => outcomeOf(cells, each))])),
    '',
  ].join('\n');
}

export const headingOf = (driver: Row['driver']): string => `## ${HEADINGS[driver]}`;

const outcomeOf = (cells: readonly Cell[], operation: string): string =>
  cells.find((cell) => cell.operation === operation)?.outcome ?? '–';
