/** Writes docs/safety/every-call.md; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { hitEveryCall, type Hit } from './every-call';
import { PAGE, renderHits } from './every-call-page';

async function main(): Promise<void> {
  const hits: Hit[] = [];
  for await (const hit of hitEveryCall({ again: false })) hits.push(hit);
  writeFileSync(PAGE, renderHits(hits));
}

void main();
