/** Writes the runbooks in docs; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderExamples } from './example';

for (const [file, text] of Object.entries(renderExamples())) writeFileSync(join(__dirname, '..', '..', file), text);
