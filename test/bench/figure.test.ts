import { aboveFloor, alone, exactly, overFloor, ratioToFloor, type Measured } from './figure';
import { summarise } from './statistics';

const took = (...values: number[]): Measured => ({ what: 'it', unit: 'ms', measured: summarise(values) });
const floor = summarise([2000, 2000, 2000]);

describe('aboveFloor', () => {
  it('allows what the budget gives beyond the median of the floor', () => {
    expect(aboveFloor(took(2300), floor, 300, '')).toMatchObject({ limit: 2300, verdict: 'met' });
  });

  it('is missed when even the fastest run is over the limit', () => {
    expect(aboveFloor(took(2310, 2320, 2330), floor, 300, '').verdict).toBe('missed');
  });

  it('takes it for noise when the fastest run is within the limit', () => {
    expect(aboveFloor(took(2290, 2400, 2500), floor, 300, '').verdict).toBe('noisy');
  });

  it('takes it for noise when the runs of the floor lie as far apart', () => {
    const uneven = summarise([1900, 2000, 2100]);
    expect(aboveFloor(took(2500), uneven, 300, '').verdict).toBe('noisy');
  });

  it('is missed however uneven the floor is when it is over by more than a quarter', () => {
    const chaotic = summarise([100, 2000, 9000]);
    expect(aboveFloor(took(2900), chaotic, 300, '').verdict).toBe('missed');
  });
});

describe('exactly', () => {
  it('knows no noise', () => {
    expect([exactly(took(1, 10, 10), 10, '').verdict, exactly(took(1, 11, 11), 10, '').verdict]).toEqual([
      'met',
      'missed',
    ]);
  });
});

describe('alone', () => {
  it('takes waiting for a processor for noise', () => {
    expect(alone(took(250), summarise([180]), 200, '').verdict).toBe('noisy');
  });

  it('is missed when the work itself is over the limit', () => {
    expect(alone(took(250), summarise([201]), 200, '').verdict).toBe('missed');
  });
});

describe('ratioToFloor, overFloor', () => {
  it('compare the medians', () => {
    const figure = aboveFloor(took(2500, 3000, 3100), floor, 300, '');
    expect([ratioToFloor(figure), overFloor(figure)]).toEqual([1.5, 1000]);
  });

  it('say nothing without a floor', () => {
    const figure = exactly(took(1), 1, '');
    expect([ratioToFloor(figure), overFloor(figure)]).toEqual([undefined, undefined]);
  });
});
