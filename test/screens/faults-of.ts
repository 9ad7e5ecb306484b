import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, View } from '../helpers/browser';

type Rgb = readonly number[];

/** A piece of text as the browser shows it. */
export interface ShownText {
  readonly text: string;
  /** Pixels of the page. */
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  /** Size of the letters, pixels. */
  readonly size: number;
  readonly colour: Rgb;
  /** Colour behind the text; a word if it is not one colour. */
  readonly behind: Rgb | string;
}

interface Shown {
  readonly texts: readonly ShownText[];
  readonly contentWidth: number;
}

const TEXTS = readFileSync(join(__dirname, 'texts.mjs'), 'utf8');

/** Contrast that WCAG 2 asks of text. @see https://www.w3.org/TR/WCAG22/#contrast-minimum */
export const LEAST_CONTRAST = 4.5;
/** Smallest letters that are legible on a phone, pixels. */
const LEAST_SIZE = 11;
/** Boxes of letters have space above and below them, so they may touch. */
const TOUCH = { across: 1, down: 4 } as const;

/** Shows a document, and returns its texts. */
export async function textsOf(
  browser: Browser,
  document: string,
  extension: 'html' | 'svg',
  view: View,
): Promise<readonly ShownText[]> {
  await browser.show(document, extension, view);
  return (await browser.evaluate<Shown>(TEXTS)).texts;
}

/**
 * Shows a document, and returns what a person could not read: small or pale letters, texts on top of each other, and texts
 * outside the window.
 */
export async function faultsOf(
  browser: Browser,
  document: string,
  extension: 'html' | 'svg',
  view: View,
): Promise<readonly string[]> {
  await browser.show(document, extension, view);
  const { texts, contentWidth } = await browser.evaluate<Shown>(TEXTS);
  return [
    ...(texts.length === 0 ? ['shows no text'] : []),
    ...(contentWidth > view.width ? [`is ${contentWidth} pixels wide in a window of ${view.width}`] : []),
    ...texts.flatMap((text) => [...faultsOfText(text, view.width)]),
    ...texts.flatMap((one, index) =>
      texts
        .slice(index + 1)
        .filter((other) => overlap(one, other))
        .map((other) => `«${one.text}» and «${other.text}» overlap`),
    ),
  ];
}

function* faultsOfText({ text, box, size, colour, behind }: ShownText, width: number): Generator<string> {
  if (size < LEAST_SIZE) yield `«${text}» has letters of ${size.toFixed(1)} pixels`;
  if (box.left < -0.5 || box.right > width + 0.5) yield `«${text}» is cut off`;
  if (typeof behind === 'string') {
    yield `«${text}» is on ${behind}`;
    return;
  }
  const contrast = contrastOf(colour, behind);
  if (contrast < LEAST_CONTRAST) yield `«${text}» has a contrast of ${contrast.toFixed(2)}`;
}

function overlap({ box: a }: ShownText, { box: b }: ShownText): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > TOUCH.across && down > TOUCH.down;
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrastOf(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
