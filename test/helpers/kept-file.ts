import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Variable that makes the tests write their lists anew. */
const UPDATE = 'UPDATE_LISTS';

/**
 * Compares a text with a file that is reviewed and committed with the code. `UPDATE_LISTS=1` writes the file instead.
 *
 * @param meaning what a difference means, and what to do
 */
export function expectKept(file: string, text: string, meaning: string): void {
  if (process.env[UPDATE]) writeFileSync(file, text);
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const differences = [...only(kept, text, 'gone'), ...only(text, kept, 'new ')];
  if (differences.length > 0)
    throw new Error(`${meaning} ${UPDATE}=1 writes the list anew.\n${differences.join('\n')}`);
  expect(text).toBe(kept); // the same lines in another order
}

/** Lines that only the first text has, each with the heading above it. */
function only(text: string, other: string, label: string): string[] {
  const known = new Set(withHeadings(other));
  return withHeadings(text).flatMap((line) => (known.has(line) ? [] : [`${label}: ${line}`]));
}

function withHeadings(text: string): string[] {
  let heading = '';
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return [];
    if (!line.startsWith(' ')) heading = line;
    return [line.startsWith(' ') ? `${heading} ${line.trim()}` : line];
  });
}
