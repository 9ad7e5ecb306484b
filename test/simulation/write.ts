/** Writes docs/safety/every-call.md; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { allHits } from './every-call';
import { PAGE, renderHits } from './every-call-page';

void allHits({ again: false }).then((hits) => writeFileSync(PAGE, renderHits(hits)));
