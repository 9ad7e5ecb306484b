import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terminalSvg } from '../cli/terminal-svg';
import { Browser, CHROMIUM } from '../helpers/browser';
import { faultsOf, textsOf } from './faults-of';

// The browser starts on a machine that may be busy.
jest.setTimeout(90_000);

const DOCS = join(__dirname, '..', '..', 'docs');
const PICTURES = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.svg'));

const suite = CHROMIUM ? describe : describe.skip;
const needs = CHROMIUM ? '' : ' (needs Chromium: apt-get install chromium)';

suite(`pictures in a browser${needs}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.start(CHROMIUM ?? '');
  });
  afterAll(() => browser.stop());

  it.each(PICTURES)('docs/%s is legible in light and dark mode', async (file) => {
    const picture = readFileSync(join(DOCS, file), 'utf8');
    const [width = 0, height = 0] = /viewBox="0 0 (\d+) (\d+)"/.exec(picture)?.slice(1).map(Number) ?? [];
    for (const dark of [false, true])
      expect(await faultsOf(browser, picture, 'svg', { width, height, dark })).toEqual([]);
  });

  it('a picture of a terminal keeps its columns', async () => {
    const table = ['NAME        STATE  AGE', '\u001b[31mhome\u001b[0m        up     7 s', 'a-long-name down   12 min'];
    const texts = await textsOf(browser, terminalSvg(table), 'svg', { width: 400, dark: false });
    const left = (word: string): number => texts.find(({ text }) => text === word)?.box.left ?? NaN;
    expect(left('up')).toBeCloseTo(left('STATE'), 0);
    expect(left('down')).toBeCloseTo(left('STATE'), 0);
    expect(left('7')).toBeCloseTo(left('AGE'), 0);
    expect(left('12')).toBeCloseTo(left('AGE'), 0);
  });

  it('a picture of a terminal draws each word over its columns, whatever the font', async () => {
    const text = ['iiiiiiiiii MMMMMMMMMM ✔✔ ⠋ end'];
    for (const font of ['monospace', 'serif']) {
      const svg = terminalSvg(text).replace(/font-family="[^"]+"/, `font-family="${font}"`);
      const shown = await textsOf(browser, svg, 'svg', { width: 400, dark: false });
      const widths = shown.map(({ text, box }) => Math.round((box.right - box.left) / text.length));
      expect({ font, widths }).toEqual({ font, widths: widths.map(() => 8) });
    }
  });
});
