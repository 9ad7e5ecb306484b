import { join } from 'node:path';
import { compile } from '../compile';
import { readApi, type Api } from './read';

const ROOT = join(__dirname, '..', '..', '..');

/** The page that {@link renderApi} renders. */
export const API_PAGE = join(ROOT, 'docs', 'api.md');

/** Reads the public API of the package from its sources. */
export function readPackageApi(): Api {
  const file = join(ROOT, 'modules', 'index.ts');
  return readApi(compile([file], join(ROOT, 'tsconfig.json')), file);
}
