import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES, withGuarantees } from '../../docs/generate/guarantees/table';

describe('what each kind of replication guarantees', () => {
  it.each(PAGES)('is in docs/%s as the tool says it: if this fails, run make docs', (page) => {
    const text = readFileSync(join(__dirname, '..', '..', 'docs', page), 'utf8');
    expect(text).toBe(withGuarantees(text));
  });

  it('is not written into a page that has no place for it', () => {
    expect(() => withGuarantees('# A page')).toThrow('needs the lines');
  });
});
