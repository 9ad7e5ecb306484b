import { swapOf } from '../swap-of';
import { stack } from './svg';
import { drawWaterfalls } from './waterfall';

const draw = (swap = swapOf({ nameMs: 60 })): string =>
  stack(
    'a picture',
    drawWaterfalls([
      { title: 'Failover', measure: 'back after', durationMs: 2000, floorMs: 1000, swap, floor: swapOf({}) },
    ]),
  );
const bar = (name: string, fromMs: number, toMs: number) => ({ name, tone: 'role' as const, fromMs, toMs });
const widthOf = (svg: string, name: string): number =>
  Number(new RegExp(`width="([\\d.]+)"[^>]*><title>${name}:`).exec(svg)?.[1]);

describe('drawWaterfalls', () => {
  it('draws each step in proportion to its duration', () => {
    const svg = draw(swapOf({ bars: [bar('promote away', 0, 500), bar('await-primary away', 0, 2000)] }));
    expect(widthOf(svg, 'await-primary away') / widthOf(svg, 'promote away')).toBeCloseTo(4);
  });

  it('shows a step that took no time', () => {
    const svg = draw(swapOf({ bars: [bar('promote away', 0, 1000), bar('switch-dns away', 1000, 1000)] }));
    expect(widthOf(svg, 'switch-dns away')).toBeGreaterThan(0);
  });

  it('escapes texts', () => {
    const svg = draw(swapOf({ bars: [bar('a < b & c', 0, 10)] }));
    expect(svg).toContain('a &lt; b &amp; c');
  });

  it('refers to no external file', () => {
    expect(draw().replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<image|@import/);
  });
});
