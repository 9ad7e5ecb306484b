import { isLinear, renderFleet, renderFleetSvg, type FleetSample } from './render';

const sample = (pairs: number, more: Partial<FleetSample> = {}): FleetSample => ({
  pairs,
  synthesisMs: 200 * pairs,
  synthesisCpuMs: 200 * pairs,
  templateBytes: 1024 * pairs,
  evacuationMs: 3_000 + 100 * pairs,
  batches: 1,
  ...more,
});

describe('isLinear', () => {
  it('holds if nothing grows faster than the number of pairs', () => {
    expect(isLinear([sample(1), sample(10), sample(100)])).toBe(true);
  });

  it.each<[string, Partial<FleetSample>]>([
    ['the synthesis', { synthesisCpuMs: 200 * 100 * 100 }],
    ['the templates', { templateBytes: 1024 * 100 * 100 }],
    ['the evacuation', { evacuationMs: 100 * 4_000 * 10 }],
    ['the number of change batches', { batches: 2 }],
  ])('does not hold if %s grows faster', (_name, more) => {
    expect(isLinear([sample(1), sample(10), sample(100, more)])).toBe(false);
  });
});

describe('the page', () => {
  it('has a row for each number of pairs', () => {
    const page = renderFleet([sample(1), sample(10)]);
    expect(page).toContain('| 10 | 2.00 s | 2.00 s | 10 KiB | 1 KiB | 4.00 s | 400 ms | 1 |');
  });

  it('has a picture that refers to no external file', () => {
    const svg = renderFleetSvg([sample(1), sample(10)]).replace('http://www.w3.org/2000/svg', '');
    expect(svg).not.toMatch(/https?:|<script|<image|@import/);
  });
});
