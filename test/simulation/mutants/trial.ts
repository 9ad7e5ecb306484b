/**
 * Runs the parts of the trial on the engine that it is bundled with, until one notices something.
 * Its last line is the report. Without `--until-caught` all parts are run, and all that notice something are told.
 */
import { readFileSync } from 'node:fs';
import { inVirtualTime } from '../in-virtual-time';
import { PARTS } from './parts';

export interface TrialReport {
  readonly caught: readonly { readonly id: string; readonly kind: string; readonly said: string }[];
}

async function main(): Promise<void> {
  inVirtualTime();
  const [, , skipped, mode] = process.argv;
  const skip = new Set(skipped === undefined ? [] : (JSON.parse(readFileSync(skipped, 'utf8')) as string[]));
  const caught: { id: string; kind: string; said: string }[] = [];
  for (const { id, kind, run } of PARTS) {
    if (skip.has(id)) continue;
    await run().catch((error: unknown) => caught.push({ id, kind, said: wordsOf(error) }));
    if (caught.length > 0 && mode === '--until-caught') break;
  }
  console.log(JSON.stringify({ caught } satisfies TrialReport));
}

/** What was noticed, without the story that led there. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, got] = /Got error: (.*)/.exec(message) ?? [];
  return (got ?? message.split('\n')[0] ?? '').slice(0, 300);
}

void main();
