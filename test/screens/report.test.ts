import { renderDrillsPage } from '../../cli/report/drills-page';
import { renderPicture } from '../../cli/report/picture';
import { PAGE_WIDTH } from '../../cli/report/page';
import { renderHtml } from '../../cli/report/render-html';
import type { Timeline } from '../../cli/report/timeline';
import { Browser, CHROMIUM } from '../helpers/browser';
import { faultsOf, textsOf } from './faults-of';
import { aDrill, aFailover, drillsOfAYear } from './timelines';

// The browser starts on a machine that may be busy.
jest.setTimeout(90_000);

const TIMELINES: Readonly<Record<string, Timeline>> = {
  'a failover': aFailover(),
  'a drill': aDrill(),
  'a run that ended at once': { ...aFailover(), durationMs: 0, lanes: [], events: [], figures: [] },
  'a run of two hours': { ...aFailover(), durationMs: 7_200_000 },
};
const VIEWS = [
  { name: 'a desk', width: 1400 },
  { name: 'a tablet', width: 800 },
  { name: 'a phone', width: 360 },
  { name: 'a small phone', width: 320 },
] as const;
const CASES = Object.keys(TIMELINES).flatMap((run) =>
  VIEWS.flatMap(({ name, width }) => [false, true].map((dark) => ({ run, name, width, dark }))),
);

const suite = CHROMIUM ? describe : describe.skip;
const needs = CHROMIUM ? '' : ' (needs Chromium: apt-get install chromium)';

suite(`the report in a browser${needs}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.start(CHROMIUM ?? '');
  });
  afterAll(() => browser.stop());

  it.each(CASES)('of $run is legible on $name (dark: $dark)', async ({ run, width, dark }) => {
    expect(await faultsOf(browser, renderHtml(TIMELINES[run] ?? aDrill()), 'html', { width, dark })).toEqual([]);
  });

  it.each(Object.keys(TIMELINES))('as a picture alone, of %s, is legible in both modes', async (run) => {
    const picture = renderPicture(TIMELINES[run] ?? aDrill());
    const height = Number(/viewBox="0 0 \d+ (\d+)"/.exec(picture)?.[1]);
    for (const dark of [false, true])
      expect(await faultsOf(browser, picture, 'svg', { width: PAGE_WIDTH, height, dark })).toEqual([]);
  });

  it.each(VIEWS.flatMap(({ name, width }) => [1, 3, 26].map((count) => ({ name, width, count }))))(
    'of $count drills over time is legible on $name',
    async ({ width, count }) => {
      const page = renderDrillsPage('prod', drillsOfAYear(count));
      for (const dark of [false, true]) expect(await faultsOf(browser, page, 'html', { width, dark })).toEqual([]);
    },
  );

  it('is legible where styles are not allowed, as in the reports of Jenkins', async () => {
    const plain = renderHtml(aDrill()).replace(/<style>[^]*?<\/style>/g, '<style>body { background: #fff; }</style>');
    expect(await faultsOf(browser, plain, 'html', { width: 1400, dark: false })).toEqual([]);
  });

  it('says what happened before it shows anything else', async () => {
    const texts = await textsOf(browser, renderHtml(aDrill()), 'html', { width: 1400, dark: false });
    const tops = texts.map(({ box }) => box.top);
    expect(tops).toEqual(
      [...tops]
        .sort((a, b) => a - b)
        .slice(0, 2)
        .concat(tops.slice(2)),
    );
    expect(texts[1]?.text).toBe(aDrill().sentence);
  });

  it('is dark where the reader wants it dark', async () => {
    const behind = async (dark: boolean): Promise<number> => {
      const [title] = await textsOf(browser, renderHtml(aDrill()), 'html', { width: 1400, dark });
      return Number(title?.behind[0]);
    };
    expect(await behind(false)).toBeGreaterThan(200);
    expect(await behind(true)).toBeLessThan(50);
  });

  it('finds what could not be read', async () => {
    const page = (body: string): string =>
      `<!doctype html><meta name="viewport" content="width=device-width"><body style="margin:0;background:#fff">${body}</body>`;
    const faults = (body: string): Promise<readonly string[]> =>
      faultsOf(browser, page(body), 'html', { width: 400, dark: false });
    expect(await faults('<p style="color:#868e96">pale')).toEqual(['«pale» has a contrast of 3.32']);
    expect(await faults('<p style="font-size:9px">small')).toEqual(['«small» has letters of 9.0 pixels']);
    expect(await faults('<div style="position:absolute">one</div><div>two</div>')).toEqual(['«one» and «two» overlap']);
    expect(await faults('<div style="width:900px;text-align:right">far')).toContain('«far» is cut off');
  });
});
