/** Writes docs/runbook.md; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderExample } from './example';

writeFileSync(join(__dirname, '..', '..', 'runbook.md'), renderExample());
