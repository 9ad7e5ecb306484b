/** Writes docs/api.md; `make docs` runs this. */
import { writeFileSync } from 'node:fs';
import { API_PAGE, readPackageApi } from './page';
import { renderApi } from './render';

writeFileSync(API_PAGE, renderApi(readPackageApi()));
