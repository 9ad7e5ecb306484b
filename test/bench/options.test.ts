import { parseOptions, USAGE } from './options';

describe('parseOptions', () => {
  it('measures five times at full length without writing the documentation', () => {
    expect(parseOptions([])).toEqual({ runs: 5, pace: 1, docs: false });
  });

  it('measures once with short waits for --quick', () => {
    expect(parseOptions(['--quick'])).toEqual({ runs: 1, pace: 0.1, docs: false });
  });

  it('takes the number of runs', () => {
    expect(parseOptions(['--quick', '--runs', '3'])).toMatchObject({ runs: 3, pace: 0.1 });
  });

  it('returns its usage', () => {
    expect(parseOptions(['--help'])).toBe(USAGE);
  });

  it.each([['0'], ['-1'], ['many'], ['1.5']])('refuses %s runs', (runs) => {
    expect(() => parseOptions([`--runs=${runs}`])).toThrow(`--runs is ${runs}`);
  });

  it('refuses to document a quick run', () => {
    expect(() => parseOptions(['--quick', '--docs'])).toThrow('does not go with --quick');
  });

  it('refuses an unknown argument', () => {
    expect(() => parseOptions(['--slow'])).toThrow('--slow');
  });
});
