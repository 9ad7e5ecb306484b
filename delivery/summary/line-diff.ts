/** Unchanged lines around a change that are shown. */
const CONTEXT = 3;
/** Longer texts are shown as replaced, because comparing them takes too long. */
const MOST_LINES = 2_000;

type Line = readonly [sign: ' ' | '-' | '+', text: string];

/** @returns the lines that differ with their sign, and the lines around them; `…` stands for lines that are left out */
export function diffLines(before: readonly string[], after: readonly string[]): string[] {
  const lines = compare(before, after);
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(([sign]) => sign !== ' '),
  );
  return lines.flatMap(([sign, text], index) => {
    if (isNear[index]) return [`${sign} ${text}`];
    return (isNear[index - 1] ?? index === 0) ? ['…'] : [];
  });
}

/** Keeps the longest common sequence of lines. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  const whole = (): Line[] => [...before.map((text): Line => ['-', text]), ...after.map((text): Line => ['+', text])];
  if (before.length > MOST_LINES || after.length > MOST_LINES) return whole();
  // common[i][j] is the length of the longest common sequence of before[i…] and after[j…].
  const common = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const row = common[i];
    if (row === undefined) continue;
    for (let j = after.length - 1; j >= 0; j--)
      row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, now] = [before[i], after[j]];
    if (old !== undefined && old === now) {
      lines.push([' ', old]);
      i++;
      j++;
    } else if (old !== undefined && (now === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(['-', old]);
      i++;
    } else if (now !== undefined) {
      lines.push(['+', now]);
      j++;
    }
  }
  return lines;
}
