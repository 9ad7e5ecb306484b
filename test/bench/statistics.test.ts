import { longer, median, summarise, typical } from './statistics';

describe('median', () => {
  it('is the middle value, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is the mean of the two middle values for an even number', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('fails for no value', () => {
    expect(() => median([])).toThrow('nothing was measured');
  });
});

describe('summarise', () => {
  it('sorts numbers as numbers', () => {
    expect(summarise([10, 9, 100])).toEqual({ min: 9, median: 10, max: 100, runs: 3 });
  });

  it('fails for no value', () => {
    expect(() => summarise([])).toThrow('nothing was measured');
  });
});

describe('typical', () => {
  it('is the run nearest to the median', () => {
    const runs = [{ ms: 1 }, { ms: 7 }, { ms: 90 }, { ms: 10 }];
    expect(typical(runs, ({ ms }) => ms)).toEqual({ ms: 7 });
  });
});

describe('longer', () => {
  it('adds to every value and keeps the number of runs', () => {
    expect(longer(summarise([1, 2, 6]), 10)).toEqual({ min: 11, median: 12, max: 16, runs: 3 });
  });
});
