/**
 * Runs the parts of the trial with the engine that it is bundled with, until one part fails. The last line of the output is
 * the report. With a share such as `0/2`, every second part runs, and the report has all parts that failed.
 */
import { readFileSync } from 'node:fs';
import { inVirtualTime } from '../in-virtual-time';
import { PARTS } from './parts';

export interface TrialReport {
  readonly caught: readonly { readonly id: string; readonly kind: string; readonly said: string }[];
}

async function main(): Promise<void> {
  inVirtualTime();
  const [, , skipped, share] = process.argv;
  const [mine = 0, of = 1] = share?.split('/').map(Number) ?? [];
  const skip = new Set(skipped === undefined ? [] : (JSON.parse(readFileSync(skipped, 'utf8')) as string[]));
  const caught: { id: string; kind: string; said: string }[] = [];
  for (const [i, { id, kind, run }] of PARTS.entries()) {
    if (skip.has(id) || i % of !== mine) continue;
    await run().catch((error: unknown) => caught.push({ id, kind, said: wordsOf(error) }));
    if (caught.length > 0 && share === undefined) break;
  }
  console.log(JSON.stringify({ caught } satisfies TrialReport));
}

/** The first line of the failure, without the counter-example. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, got] = /Got error: (.*)/.exec(message) ?? [];
  return (got ?? message.split('\n')[0] ?? '').slice(0, 300);
}

void main();
