/**
 * Runs the parts of the trial with the engine that it is bundled with, until one part fails. The last line of the output is
 * the report. With the id of a part, only that part runs.
 */
import { readFileSync } from 'node:fs';
import { inVirtualTime } from '../in-virtual-time';
import { PARTS, type Part } from './parts';

export interface TrialReport {
  /** @default - no part failed */
  readonly caught?: { readonly id: string; readonly kind: string; readonly said: string };
}

async function main(): Promise<void> {
  inVirtualTime();
  const [, , skipped, only] = process.argv;
  const skip = new Set(skipped === undefined ? [] : (JSON.parse(readFileSync(skipped, 'utf8')) as string[]));
  const parts = PARTS.filter(({ id }) => !skip.has(id) && (only === undefined || id === only));
  console.log(JSON.stringify({ caught: await firstFailure(parts) } satisfies TrialReport));
}

async function firstFailure(parts: readonly Part[]): Promise<TrialReport['caught']> {
  for (const { id, kind, run } of parts) {
    try {
      await run();
    } catch (error) {
      return { id, kind, said: wordsOf(error) };
    }
  }
  return undefined;
}

/** The first line of the failure, without the counter-example. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, got] = /Got error: (.*)/.exec(message) ?? [];
  return (got ?? message.split('\n')[0] ?? '').slice(0, 300);
}

void main();
