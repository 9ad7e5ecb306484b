import { aboveFloor, exactly } from '../figure';
import { OURS, type Report } from '../report';
import { summarise } from '../statistics';
import { swapOf } from '../swap-of';
import { comparisonTable, figuresTable, renderMarkdownTable, renderText } from './tables';

const report: Report = {
  measuredAt: '2026-01-01T00:00:00.000Z',
  machine: 'a machine',
  runs: 3,
  pace: 1,
  figures: [
    aboveFloor(
      { what: 'failover', unit: 'ms', measured: summarise([2400, 2500, 2600]) },
      { floor: summarise([2000, 2000, 2000]), allowed: 300, budget: 'floor + 300 ms', stretch: 1 },
    ),
    exactly({ what: 'bundle', unit: 'KiB', measured: summarise([16.04]) }, 60, '60 KiB'),
  ],
  drawn: [],
  compared: [
    { situation: 'healthy', who: OURS, order: '', swap: swapOf({ clientBackMs: 2200 }), ended: true, ratio: 1 },
    {
      situation: 'healthy',
      who: 'serial',
      order: '',
      swap: swapOf({ endedMs: 60_000 }),
      ended: false,
      ratio: undefined,
    },
  ],
};

describe('figuresTable', () => {
  it('shows a figure with its floor, and marks a missed budget', () => {
    expect(figuresTable(report)[1]).toEqual([
      'failover',
      '2.40 s',
      '2.50 s',
      '2.60 s',
      '3',
      '2.00 s',
      '+500 ms',
      '× 1.25',
      'floor + 300 ms',
      '2.30 s',
      'MISSED',
    ]);
  });

  it('leaves the cells of the floor empty when there is none', () => {
    expect(figuresTable(report)[2]?.slice(5, 8)).toEqual(['', '', '']);
  });
});

describe('comparisonTable', () => {
  it('shows when a client never writes again and when a schedule was stopped', () => {
    const row = comparisonTable(report)[2] ?? [];
    expect([row[2], row[8]]).toEqual(['never', 'no, stopped after 60.0 s']);
  });

  it('has as many cells in each row as in the head', () => {
    const [head, ...rows] = comparisonTable(report);
    expect(rows.map((row) => row.length)).toEqual(rows.map(() => head?.length));
  });
});

describe('renderText', () => {
  it('aligns names to the left and numbers to the right', () => {
    const table = [
      ['what', 'ms'],
      ['a', '1000'],
      ['longer', '5'],
    ];
    expect(renderText(table)).toBe(['what      ms', 'a       1000', 'longer     5'].join('\n'));
  });
});

describe('renderMarkdownTable', () => {
  it('renders GitHub Markdown', () => {
    expect(
      renderMarkdownTable([
        ['what', 'ms'],
        ['a', '1'],
      ]),
    ).toBe('| what | ms |\n| --- | ---: |\n| a | 1 |');
  });
});
