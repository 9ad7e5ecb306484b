/** Writes the table of guarantees into the pages that have it; `make docs` runs this. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES, withGuarantees } from './table';

for (const page of PAGES) {
  const file = join(__dirname, '..', '..', page);
  writeFileSync(file, withGuarantees(readFileSync(file, 'utf8')));
}
