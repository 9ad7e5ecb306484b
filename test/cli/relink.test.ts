import { failedLink, relink } from '../../cli/break-glass/relink';
import type { RunOutcome } from '../../cli/operations/run-outcome';
import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import { StepError } from '../../functions/shared/errors';
import { FakeClock } from '../helpers/fake-clock';

const step = (
  kind: StepReport['kind'],
  outcome: StepReport['outcome'],
  more: Partial<StepReport> = {},
): StepReport => ({ kind, cluster: 'home', cause: 'follow', reason: '', startMs: 0, durationMs: 1, outcome, ...more });
const UP = { role: 'gone', observation: { kind: 'sealed' } } as const;
const ended = (
  outcome: OperationResult['outcome'],
  steps: StepReport[],
  more: Partial<OperationResult> = {},
): RunOutcome => ({
  kind: 'result',
  result: {
    version: 1,
    operationId: '1',
    operation: 'failback',
    to: 'home',
    actor: 'jo',
    accept: [],
    region: 'eu-west-1',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 90_000,
    outcome,
    summary: outcome,
    steps,
    before: { home: UP, away: UP },
    after: { home: UP, away: UP },
    left: [],
    warnings: [],
    ...more,
  },
});
const failed = (more: Partial<StepReport> = { retryable: true }): StepReport =>
  step('link', 'failed', { cluster: 'away', ...more });
const notLinked = (...before: StepReport[]): RunOutcome =>
  ended('partial', [...before, failed()], { error: { type: 'StepError', message: 'away does not follow home' } });
const linked = ended('done', [step('link', 'done', { cluster: 'away' })], {
  operation: 'link',
  summary: 'away follows home',
  startedAt: '2026-01-01T00:02:00.000Z',
  durationMs: 500,
});
const refused: RunOutcome = { kind: 'refused', errorType: 'PlanRefusedError', message: 'home is gone', needs: [] };

/** Runs `relink`. Its links have these outcomes in turn; the last one is repeated. */
function relinkThrough(first: RunOutcome, ...outcomes: RunOutcome[]) {
  const clock = new FakeClock();
  const told: string[] = [];
  const link = jest.fn(() => Promise.resolve((outcomes.length > 1 ? outcomes.shift() : outcomes[0]) ?? first));
  return {
    clock,
    told,
    link,
    outcome: relink(first, { link, tell: (text) => told.push(text), clock, random: () => 0 }),
  };
}

describe('relink', () => {
  it('retries after 30 s, then after twice as long each time, until the link is made', async () => {
    const { clock, outcome } = relinkThrough(notLinked(), notLinked(), notLinked(), linked);
    expect(await outcome).toMatchObject({ result: { outcome: 'done' } });
    expect(clock.waits).toEqual([30_001, 60_001, 120_001]);
  });

  it('only links, to the cluster that was promoted', async () => {
    const { link, outcome } = relinkThrough(notLinked(), linked);
    await outcome;
    expect(link.mock.calls).toEqual([['home']]);
  });

  it('returns the result of the operation with the link as its last step', async () => {
    const { outcome } = relinkThrough(notLinked(step('promote', 'done')), linked);
    expect(await outcome).toMatchObject({
      result: {
        operation: 'failback',
        outcome: 'done',
        summary: 'away follows home',
        durationMs: 120_500,
        steps: [{ kind: 'promote' }, { kind: 'link', outcome: 'done', startMs: 120_000 }],
      },
    });
    expect(await outcome).not.toHaveProperty('result.error');
  });

  it('retries a link also after a demotion that was refused and accepted, and keeps that step', async () => {
    const { link, outcome } = relinkThrough(notLinked(step('demote', 'failed'), step('promote', 'done')), linked);
    expect(await outcome).toMatchObject({
      result: {
        outcome: 'done',
        steps: [{ kind: 'demote', outcome: 'failed' }, { kind: 'promote' }, { kind: 'link' }],
      },
    });
    expect(link).toHaveBeenCalledTimes(1);
  });

  it('adds up to a second of jitter', async () => {
    const clock = new FakeClock();
    await relink(notLinked(), { link: () => Promise.resolve(linked), tell: () => {}, clock, random: () => 1 });
    expect(clock.waits).toEqual([30_999]);
  });

  it('ends after ten retries', async () => {
    const { link, outcome } = relinkThrough(notLinked(), notLinked());
    expect(await outcome).toMatchObject({ result: { outcome: 'partial', error: { type: 'StepError' } } });
    expect(link).toHaveBeenCalledTimes(10);
  });

  it('does nothing after an operation that is done', async () => {
    const { link, outcome } = relinkThrough(linked);
    expect(await outcome).toBe(linked);
    expect(link).not.toHaveBeenCalled();
  });

  it('returns the first result, and says why, when a later link is refused', async () => {
    const first = notLinked();
    const { link, told, outcome } = relinkThrough(first, refused);
    expect(await outcome).toBe(first);
    expect(link).toHaveBeenCalledTimes(1);
    expect(told).toContain('Linking was stopped: home is gone');
  });

  it('ends when its pause is interrupted', async () => {
    const first = notLinked();
    const clock = { now: () => 0, wait: () => Promise.reject(new StepError('Interrupted', 'Again.')) };
    expect(await relink(first, { link: () => Promise.resolve(linked), tell: () => {}, clock })).toBe(first);
  });
});

describe('failedLink', () => {
  it.each([
    ['a link that found no way', notLinked(step('promote', 'done')), true],
    ['a link that waiting does not mend', ended('partial', [failed({})]), false],
    ['a promotion that failed', ended('partial', [step('promote', 'failed', { retryable: true })]), false],
    ['a second step that failed', notLinked(step('switch-dns', 'failed')), false],
    ['an operation that is done', linked, false],
    ['a refusal', refused, false],
  ])('judges %s: %#', (_what, outcome, expected) => {
    expect(failedLink(outcome) !== undefined).toBe(expected);
  });
});
