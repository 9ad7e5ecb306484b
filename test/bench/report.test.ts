import { subtract } from './bundles';
import { growth, stretchOf } from './figures';
import { afterProbe, buildReport, OURS } from './report';
import type { Samples } from './samples';
import { swapOf } from './swap-of';

const spentIn = (ms: number, cpuMs: number) => ({ ms, cpuMs, kib: 100 * 1024 });
const spent = (cpuMs: number) => spentIn(cpuMs * 2, cpuMs);

/** Samples that are well within every budget. */
const samples: Samples = {
  swaps: {
    failoverFloor: [swapOf({ nameMs: 50, clientBackMs: 2050 })],
    failoverRefused: [swapOf({ nameMs: 200, clientBackMs: 2200 })],
    failoverRefusedWarm: [swapOf({ nameMs: 80, clientBackMs: 2080 })],
    failoverBlackHoled: [swapOf({ nameMs: 1200, clientBackMs: 3200 })],
    switchoverFloor: [swapOf({ clientGapMs: 2100, linkableMs: 2000, linkedMs: 2200 })],
    switchover: [swapOf({ clientGapMs: 2200, clientBackMs: 2200, linkableMs: 2100, linkedMs: 2400 })],
  },
  empty: [spentIn(50, 50)],
  bundles: [{ name: 'auth', bytes: 16 * 1024, imports: [spent(10)] }],
  dev: [spent(500)],
  pairs: { none: [spent(500)], half: [spent(4500)], all: [spent(8500)] },
  schedules: [
    {
      schedule: 'serial',
      order: 'one by one',
      situation: 'healthy',
      swap: swapOf({ clientBackMs: 11_000 }),
      ended: true,
    },
    { schedule: 'serial', order: 'one by one', situation: 'black-holed', swap: swapOf({}), ended: false },
  ],
};
const report = (changes: Partial<Samples['swaps']> = {}) =>
  buildReport({ ...samples, swaps: { ...samples.swaps, ...changes } }, { runs: 1, pace: 1, docs: false });
const figure = (what: RegExp, of = report()) => of.figures.find((each) => what.test(each.what));

describe('buildReport', () => {
  it('meets every budget with quick samples', () => {
    expect(report().figures.filter(({ verdict }) => verdict !== 'met')).toEqual([]);
  });

  it('adds the time of one probe for a black-holed primary', () => {
    expect(figure(/black-holed: trigger → name/)).toMatchObject({ limit: 50 + 1000 + 300 });
  });

  it('misses the budget of a switchover that loses one write', () => {
    const lossy = report({ switchover: [swapOf({ clientGapMs: 2200, linkableMs: 1, linkedMs: 2, lostWrites: 1 })] });
    expect(figure(/lost/, lossy)?.verdict).toBe('missed');
  });

  it('measures the link from the moment at which the old primary can be linked', () => {
    expect(figure(/can be linked/)?.measured.median).toBe(300);
  });

  it('misses the budget when the old primary is never linked', () => {
    const unlinked = report({ switchover: [swapOf({ clientGapMs: 2200 })] });
    expect(figure(/can be linked/, unlinked)?.verdict).toBe('missed');
  });

  it('compares each schedule with this system in the same situation', () => {
    expect(report().compared.map(({ situation, who, ratio }) => [situation, who, ratio])).toEqual([
      ['healthy', OURS, 1],
      ['healthy', 'serial', 5],
      ['refused', OURS, 1],
      ['black-holed', OURS, 1],
      ['black-holed', 'serial', undefined],
    ]);
  });
});

describe('stretchOf', () => {
  it('is the median duration divided by the processor time', () => {
    const empty = [spentIn(50, 50), spentIn(150, 50), spentIn(900, 50)];
    expect(stretchOf({ empty })).toBe(3);
  });

  it('is at least 1, although a process may use two processors at once', () => {
    expect(stretchOf({ empty: [spentIn(40, 50)] })).toBe(1);
  });
});

describe('growth', () => {
  it('subtracts the time of an empty app', () => {
    expect(growth(samples.pairs)).toBe(2);
  });
});

describe('subtract', () => {
  it('subtracts the median of the empty processes from each import', () => {
    expect(subtract([spent(30), spent(40)], [spent(10), spent(20), spent(99)])).toMatchObject([
      { ms: 20, cpuMs: 10 },
      { ms: 40, cpuMs: 20 },
    ]);
  });
});

describe('afterProbe', () => {
  it('moves the whole floor behind the probe', () => {
    const floor = swapOf({ nameMs: 50, bars: [{ name: 'promote away', tone: 'role', fromMs: 0, toMs: 40 }] });
    expect(afterProbe(floor)).toMatchObject({
      nameMs: 1050,
      clientBackMs: undefined,
      bars: [
        { name: 'one probe times out', fromMs: 0, toMs: 1000 },
        { name: 'promote away', fromMs: 1000, toMs: 1040 },
      ],
    });
  });
});
