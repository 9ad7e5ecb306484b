import { hindranceOf, lossHindrance } from '../../../../functions/dr-operations/automatic/permission';
import { mergeStates, type Act, type KnownState, type Mark } from '../../../../functions/dr-operations/automatic/state';

const NOW = Date.parse('2026-01-01T10:00:00Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();
const mark: Mark = { id: 'm1', at: ago(10), actor: 'a person' };
const act = (seconds: number, acknowledged?: Mark): Act => ({
  id: 'a1',
  at: ago(seconds),
  reason: 'home is lost',
  ...(acknowledged && { acknowledged }),
});
const known = (more: object): KnownState => ({ kind: 'known', ...more });
const limits = { now: NOW, coolDownSeconds: 3600 };

describe('what begins by itself', () => {
  it.each<[string, KnownState, string | undefined, string | undefined]>([
    ['nothing has happened', known({}), undefined, undefined],
    ['too few tables answer', { kind: 'unknown' }, 'state-unknown', 'state-unknown'],
    ['somebody has paused it', known({ pause: mark }), 'paused', 'paused'],
    ['a failover was not acknowledged', known({ failover: act(90_000) }), 'not-acknowledged', undefined],
    ['a failover was a minute ago', known({ failover: act(60, mark) }), 'cooling-down', undefined],
    [
      'a failover was an hour ago, by clocks that may differ',
      known({ failover: act(3600, mark) }),
      'cooling-down',
      undefined,
    ],
    ['a failover was more than an hour ago', known({ failover: act(3660, mark) }), undefined, undefined],
    ['a failover is in the future of this clock', known({ failover: act(-30, mark) }), 'cooling-down', undefined],
    [
      'the time of a failover is not known',
      known({ failover: { ...act(0, mark), at: '?' } }),
      'cooling-down',
      undefined,
    ],
    ['a fence was a minute ago', known({ fence: act(60) }), undefined, 'cooling-down'],
    ['a fence was more than an hour ago', known({ fence: act(3700) }), undefined, undefined],
  ])('if %s', (_words, state, failover, fence) => {
    expect(hindranceOf('failover', state, limits)).toBe(failover);
    expect(hindranceOf('fence', state, limits)).toBe(fence);
  });

  it.each([
    [undefined, 'loss-unknown'],
    [31, 'too-much-loss'],
    [30, undefined],
    [0, undefined],
  ])('with a loss of %s s', (seconds, expected) => {
    expect(lossHindrance(seconds, 30)).toBe(expected);
  });
});

describe('the state in two tables', () => {
  it('is paused if one of them says so', () => {
    expect(mergeStates({}, { pause: mark })).toEqual({ pause: mark });
    expect(mergeStates({ pause: mark }, {})).toEqual({ pause: mark });
  });

  it('has an act that nobody acknowledged if one of them has it, and cools down from the newest', () => {
    const open = act(500);
    const later = { ...act(100, mark), id: 'a2' };
    expect(mergeStates({ failover: open }, { failover: later }).failover).toEqual({ ...open, at: later.at });
    expect(mergeStates({ failover: later }, { failover: open }).failover).toEqual({ ...open, at: later.at });
  });

  it('has the newest of two acts that were acknowledged', () => {
    const later = { ...act(100, mark), id: 'a2' };
    expect(mergeStates({ fence: act(500, mark) }, { fence: later }).fence).toEqual(later);
  });
});
