import fc from 'fast-check';
import { Deadline, startClock } from '../../../functions/shared/clock';
import { pauses, poll } from '../../../functions/shared/retry';
import { failure } from '../../helpers/errors';
import { FakeClock } from '../../helpers/fake-clock';

describe('startClock', () => {
  afterEach(() => jest.restoreAllMocks());

  it('begins with the time of the machine', () => {
    jest.spyOn(Date, 'now').mockReturnValue(1_000_000_000_000);
    expect(startClock().now()).toBe(1_000_000_000_000);
  });

  it('does not follow a correction of the machine, five minutes back or forth', () => {
    const clock = startClock();
    const before = clock.now();
    for (const step of [-300_000, 300_000]) {
      jest.spyOn(Date, 'now').mockReturnValue(before + step);
      expect(Math.abs(clock.now() - before)).toBeLessThan(60_000);
    }
  });

  it('stops waiting when it is told to', async () => {
    const stop = new AbortController();
    const waiting = failure(startClock().wait(3_600_000, stop.signal));
    stop.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
  });
});

describe('Deadline', () => {
  it('counts down to zero and no further', () => {
    const clock = new FakeClock(5000);
    const deadline = Deadline.in(clock, 100);
    expect([deadline.at, deadline.remainingMs(), deadline.passed]).toEqual([5100, 100, false]);
    clock.advance(99);
    expect([deadline.remainingMs(), deadline.passed]).toEqual([1, false]);
    clock.advance(500);
    expect([deadline.remainingMs(), deadline.passed]).toEqual([0, true]);
  });

  it('cuts what would last longer', () => {
    const deadline = Deadline.in(new FakeClock(), 100);
    expect([deadline.cut(30), deadline.cut(300)]).toEqual([30, 100]);
    expect([deadline.within(30).at, deadline.within(300).at]).toEqual([30, 100]);
  });

  it('is never outlived by a deadline within', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (whole, passed, part) => {
        const clock = new FakeClock();
        const deadline = Deadline.in(clock, whole);
        clock.advance(passed);
        return deadline.within(part).remainingMs() <= deadline.remainingMs();
      }),
    );
  });
});

describe('pauses', () => {
  const first = (count: number, random: () => number): number[] => {
    const endless = pauses({ firstMs: 100, mostMs: 1000 }, random);
    return Array.from({ length: count }, () => endless.next().value);
  };

  it('double up to the limit', () => {
    expect(first(6, () => 1)).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  it('are never shorter than half', () => {
    expect(first(6, () => 0)).toEqual([50, 100, 200, 400, 500, 500]);
  });
});

describe('poll', () => {
  const backOff = { firstMs: 100, mostMs: 1000 };
  const after = (looks: number): (() => Promise<string | undefined>) => {
    let looked = 0;
    return () => Promise.resolve(++looked > looks ? 'found' : undefined);
  };

  it.each([
    [0, 0],
    [3, 3],
  ])('finds something after %i empty looks', async (looks, waits) => {
    const clock = new FakeClock();
    expect(await poll(after(looks), { clock, deadline: Deadline.in(clock, 60_000), backOff })).toBe('found');
    expect(clock.waits).toHaveLength(waits);
  });

  it('takes false and 0 for something', async () => {
    const clock = new FakeClock();
    const deadline = Deadline.in(clock, 1000);
    expect(await poll(() => Promise.resolve(false), { clock, deadline, backOff })).toBe(false);
    expect(await poll(() => Promise.resolve(0), { clock, deadline, backOff })).toBe(0);
  });

  it('looks once when there is no time', async () => {
    const clock = new FakeClock();
    const look = jest.fn(after(1));
    expect(await poll(look, { clock, deadline: Deadline.in(clock, 0), backOff })).toBeUndefined();
    expect(look).toHaveBeenCalledTimes(1);
    expect(clock.waits).toEqual([]);
  });

  it('gives up without waiting past the deadline', async () => {
    const clock = new FakeClock();
    expect(await poll(after(Infinity), { clock, deadline: Deadline.in(clock, 5000), backOff })).toBeUndefined();
    expect(clock.now()).toBeLessThan(5000);
    expect(clock.waits.length).toBeGreaterThan(3);
  });

  it('fails at once when the look fails', async () => {
    const clock = new FakeClock();
    const look = () => Promise.reject(new Error('broken'));
    await expect(poll(look, { clock, deadline: Deadline.in(clock, 5000), backOff })).rejects.toThrow('broken');
    expect(clock.waits).toEqual([]);
  });
});
