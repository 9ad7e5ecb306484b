import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The summary that fits into a comment, and the one with all values. Both are Markdown without secrets. */
export const SUMMARY_FILE = 'summary.md';
export const FULL_FILE = 'full.md';

/** Replaces everything in a folder by files, so that nothing of an earlier run is taken for the present one. */
export function writeReport(folder: string, files: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
