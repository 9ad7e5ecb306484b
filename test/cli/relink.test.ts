import { isWorthwhile, relink } from '../../cli/break-glass/relink';
import type { Ending } from '../../cli/operations/ending';
import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import { StepError } from '../../functions/shared/errors';
import { FakeClock } from '../helpers/fake-clock';

const step = (kind: StepReport['kind'], outcome: StepReport['outcome'], detail?: string): StepReport => ({
  kind,
  cluster: 'home',
  reason: '',
  startMs: 0,
  durationMs: 1,
  outcome,
  ...(detail !== undefined && { detail }),
});
const ended = (outcome: OperationResult['outcome'], ...steps: StepReport[]): Ending => ({
  kind: 'result',
  result: { outcome, steps } as unknown as OperationResult,
});
const notLinked = (why = 'answered sys/replication/dr/secondary/update-primary with 500: i/o timeout'): Ending =>
  ended('partial', step('promote', 'done'), step('link', 'failed', `home does not follow away after 90 tries: ${why}`));
const done = ended('done', step('link', 'done'));

/** Endings of the tries, one after the other; the last one again and again. */
function relinkThrough(first: Ending, ...endings: Ending[]) {
  const clock = new FakeClock();
  const again = jest.fn(() => Promise.resolve((endings.length > 1 ? endings.shift() : endings[0]) ?? first));
  return { clock, again, ending: relink(first, { again, tell: () => {}, clock, random: () => 0 }) };
}

describe('relink', () => {
  it('tries again after 30 s, then after twice as long each time, until it is linked', async () => {
    const { clock, ending } = relinkThrough(notLinked(), notLinked(), notLinked(), done);
    expect(await ending).toBe(done);
    expect(clock.waits).toEqual([30_001, 60_001, 120_001]);
  });

  it('adds up to a second, so that many do not come at once', async () => {
    const clock = new FakeClock();
    await relink(notLinked(), { again: () => Promise.resolve(done), tell: () => {}, clock, random: () => 1 });
    expect(clock.waits).toEqual([30_999]);
  });

  it('ends after ten tries', async () => {
    const { again, ending } = relinkThrough(notLinked(), notLinked());
    expect(await ending).toMatchObject({ result: { outcome: 'partial' } });
    expect(again).toHaveBeenCalledTimes(10);
  });

  it('does nothing more when all went well', async () => {
    const { again, ending } = relinkThrough(done);
    expect(await ending).toBe(done);
    expect(again).not.toHaveBeenCalled();
  });

  it('keeps what was reached when the operation is refused later', async () => {
    const first = notLinked();
    const { again, ending } = relinkThrough(first, { kind: 'refused', errorType: 'PlanRefusedError', message: 'gone' });
    expect(await ending).toBe(first);
    expect(again).toHaveBeenCalledTimes(1);
  });

  it('ends when the waiting is interrupted', async () => {
    const first = notLinked();
    const clock = { now: () => 0, wait: () => Promise.reject(new StepError('Interrupted', 'Again.')) };
    expect(await relink(first, { again: () => Promise.resolve(done), tell: () => {}, clock })).toBe(first);
  });
});

describe('isWorthwhile', () => {
  it.each([
    ['a link that found no way', notLinked(), true],
    ['a link that the policy forbids', notLinked('answered … with 403: permission denied'), false],
    ['a promotion that failed', ended('partial', step('promote', 'failed', 'x')), false],
    ['shares that are wrong', ended('partial', step('link', 'failed', 'home made no token')), false],
    ['a refusal', { kind: 'refused', errorType: 'PlanRefusedError', message: '' } as const, false],
  ])('says of %s: %#', (_what, ending, expected) => {
    expect(isWorthwhile(ending)).toBe(expected);
  });
});
