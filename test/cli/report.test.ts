import type { DrillOutcome, Leg } from '../../cli/drill/outcome';
import { sentenceOf } from '../../cli/drill/sentence';
import { labelOf, placeMarks, widthOf } from '../../cli/report/marks';
import { ticks } from '../../cli/report/page';
import { renderHtml } from '../../cli/report/render-html';
import { renderPicture } from '../../cli/report/picture';
import { renderText } from '../../cli/report/render-text';
import { aDrill } from '../screens/timelines';

const labels = (at: number[], range = { from: 0, to: 400 }): string[] => placeMarks(at, range).map(labelOf);

describe('placeMarks', () => {
  it('numbers events that have room', () => {
    expect(labels([50, 100, 150])).toEqual(['1', '2', '3']);
  });

  it('puts events that are too close into one mark', () => {
    expect(labels([50, 55, 60, 200])).toEqual(['1–3', '4']);
  });

  it('lets no marks overlap, and none leave the range', () => {
    const range = { from: 0, to: 300 };
    for (let step = 1; step < 60; step += 0.7) {
      const at = Array.from({ length: 40 }, (_, index) => Math.min(300, index * step));
      const marks = placeMarks(at, range);
      const edges = marks.flatMap((mark) => [mark.x - widthOf(mark) / 2, mark.x + widthOf(mark) / 2]);
      expect(edges).toEqual([...edges].sort((a, b) => a - b));
      expect(edges[0]).toBeGreaterThanOrEqual(0);
      expect(edges.at(-1)).toBeLessThanOrEqual(300);
      expect(marks.flatMap((mark) => mark.at)).toEqual(at);
    }
  });
});

describe('ticks', () => {
  it.each([0, 90, 1_500, 14_000, 60_000, 900_000, 7_200_000, 400_000_000])(
    'of a run of %d ms are at most as many as fit',
    (duration) => {
      expect(ticks(duration, 5).length).toBeLessThanOrEqual(6);
    },
  );
});

describe('sentenceOf a drill', () => {
  const leg = (to: Leg['to'], change: Partial<Leg> = {}): Leg => ({
    to,
    startedAt: '',
    durationMs: 1,
    outcome: { kind: 'result', result: { outcome: 'done' } } as Leg['outcome'],
    outageSeconds: 2.31,
    servedAgain: true,
    lostWrites: 0,
    ...change,
  });
  const outcome = (change: Partial<DrillOutcome> = {}): DrillOutcome => ({
    environment: 'prod',
    clientName: 'vault.example.com',
    startedAt: '2026-01-06T09:00:00Z',
    durationMs: 1,
    reason: 'drill',
    targets: { rtoSeconds: 60 },
    probe: { kind: 'writes', proves: '', attempts: 1 },
    legs: [leg('away'), leg('home', { outageSeconds: 1.9 })],
    verdict: 'met',
    ...change,
  });

  it('says what happened, how long clients could not write, and that nothing was lost', () => {
    expect(sentenceOf(outcome())).toBe(
      'prod was switched over to away and back to home. The client could not write for 2.31 s and then for 1.90 s. ' +
        'No acknowledged write was lost. The targets were met.',
    );
  });

  it('says how many writes were lost in both switchovers', () => {
    const legs = [leg('away', { lostWrites: 1 }), leg('home', { lostWrites: 2 })];
    expect(sentenceOf(outcome({ legs, verdict: 'missed' }))).toContain(
      '3 acknowledged writes were lost. The targets were',
    );
  });

  it('claims nothing about writes that were not measured', () => {
    const probe = { kind: 'health', proves: '', attempts: 1 } as const;
    const sentence = sentenceOf(outcome({ probe, legs: [leg('away'), leg('home')] }));
    expect(sentence).toContain('The client was not served for 2.31 s');
    expect(sentence).toContain('Lost writes were not measured');
    expect(sentence).not.toContain('No acknowledged write was lost');
  });

  it('claims nothing about writes that could not be read back', () => {
    const sentence = sentenceOf(outcome({ legs: [leg('away', { unread: 'status 403' }), leg('home')] }));
    expect(sentence).toContain('It is not known whether writes were lost');
    expect(sentence).not.toContain('No acknowledged write was lost');
  });

  it('says that the client was not served in the end', () => {
    const sentence = sentenceOf(outcome({ legs: [leg('away', { servedAgain: false }), leg('home')] }));
    expect(sentence).toContain('Then away did not serve it');
  });

  it('says how a switchover ended that was not done', () => {
    const refused = { kind: 'refused', errorType: 'PlanRefusedError', message: '', needs: [] } as const;
    const legs = [leg('away'), leg('home', { outcome: refused })];
    expect(sentenceOf(outcome({ legs, verdict: 'unfinished' }))).toContain(
      'The switchover back to home ended with: refused.',
    );
  });
});

describe('the timeline of a drill', () => {
  it('draws an outage from the moment the client was last served', () => {
    const { lanes } = aDrill();
    expect(lanes[0]?.spans.slice(0, 3)).toMatchObject([
      { label: 'served by home', toMs: 2020 },
      { label: 'not served', fromMs: 2020, toMs: 4520 },
      { label: 'served by away', fromMs: 4520 },
    ]);
  });

  it('shows steps of one round side by side', () => {
    const rowOf = (step: string): string | undefined =>
      new RegExp(`<title>${step}:[^<]*</title><rect [^>]*y="(\\d+)"`).exec(renderPicture(aDrill()))?.[1];
    expect(rowOf('switch-dns away')).not.toBe(rowOf('await-primary away'));
  });
});

describe('a report', () => {
  it.each([
    ['a page', renderHtml(aDrill())],
    ['a picture', renderPicture(aDrill())],
  ])('as %s loads nothing', (_name, document) => {
    expect(document.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<image|@import|url\(/);
  });

  it('escapes what others wrote', () => {
    const title = '<img src=x onerror=alert(1)>';
    const timeline = { ...aDrill(), title, sentence: title, place: title, events: [{ atMs: 1, text: title }] };
    expect(renderHtml(timeline)).not.toContain('<img');
  });

  it('in a terminal says what happened before it shows figures', () => {
    const text = renderText(aDrill(), false);
    expect(text.indexOf(aDrill().sentence)).toBeLessThan(text.indexOf('Figures'));
    expect(text).toContain(aDrill().sentence);
  });
});
