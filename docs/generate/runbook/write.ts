/** Writes docs/runbook.md; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderRunbook } from './render';

writeFileSync(join(__dirname, '..', '..', 'runbook.md'), renderRunbook());
