/** Writes docs/safety/decisions.md; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDecisions } from './render';

writeFileSync(join(__dirname, '..', '..', 'docs', 'safety', 'decisions.md'), renderDecisions());
