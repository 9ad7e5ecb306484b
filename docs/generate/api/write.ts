/** Writes docs/api.md; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderApi } from './render';

writeFileSync(join(__dirname, '..', '..', 'api.md'), renderApi());
