import { aboveFloor, alone, exactly, overFloor, ratioToFloor, type Measured } from './figure';
import { summarise } from './statistics';

const took = (...values: number[]): Measured => ({ what: 'it', unit: 'ms', measured: summarise(values) });
const floor = summarise([1900, 2000, 2600]);
const judged = (measured: Measured, stretch = 1) => aboveFloor(measured, { floor, allowed: 300, budget: '', stretch });

describe('aboveFloor', () => {
  it('allows what the budget gives beyond the median of the floor', () => {
    expect(judged(took(2300))).toMatchObject({ limit: 2300, verdict: 'met' });
  });

  it('judges the median, neither the best nor the worst run', () => {
    expect([judged(took(2000, 2310, 2400)).verdict, judged(took(2000, 2290, 9000)).verdict]).toEqual(['missed', 'met']);
  });

  it('counts a miss as noise when an empty process was delayed as much', () => {
    expect(judged(took(2590), 2).verdict).toBe('noisy');
  });

  it('is missed when it is over by more than an empty process was delayed', () => {
    expect(judged(took(2610), 2).verdict).toBe('missed');
  });

  it('does not excuse the time of the floor itself', () => {
    expect(judged(took(4000), 2).verdict).toBe('missed');
  });
});

describe('exactly', () => {
  it('never counts a miss as noise', () => {
    expect([exactly(took(1, 10, 10), 10, '').verdict, exactly(took(1, 11, 11), 10, '').verdict]).toEqual([
      'met',
      'missed',
    ]);
  });
});

describe('alone', () => {
  it('counts waiting for a processor as noise', () => {
    expect(alone(took(250), summarise([180]), 200, '').verdict).toBe('noisy');
  });

  it('is missed when the work itself is over the limit', () => {
    expect(alone(took(250), summarise([201]), 200, '').verdict).toBe('missed');
  });
});

describe('ratioToFloor, overFloor', () => {
  it('compare the medians', () => {
    const figure = judged(took(2500, 3000, 3100));
    expect([ratioToFloor(figure), overFloor(figure)]).toEqual([1.5, 1000]);
  });

  it('are undefined without a floor', () => {
    const figure = exactly(took(1), 1, '');
    expect([ratioToFloor(figure), overFloor(figure)]).toEqual([undefined, undefined]);
  });
});
