import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plant } from './bug';
import { CATALOGUE as ENGINE } from '../simulation/mutants/catalogue';
import { unplantable } from '../simulation/mutants/plant';
import { CATALOGUE } from './catalogue';

const ROOT = join(__dirname, '..', '..');

describe('the catalogue of bugs outside the engine', () => {
  it.each(CATALOGUE.map((bug) => [bug.name, bug] as const))('can plant: %s', (_, bug) => {
    const source = readFileSync(join(ROOT, bug.file), 'utf8');
    expect(plant(source, bug)).not.toBe(source);
    expect(bug.tests.filter((test) => !existsSync(join(ROOT, test)))).toEqual([]);
  });

  it('has a name of its own for each bug', () => {
    expect(new Set(CATALOGUE.map(({ name }) => name)).size).toBe(CATALOGUE.length);
  });
});

describe('the catalogue of bugs of the engine', () => {
  it('can plant each bug in the engine as it is', () => {
    expect(unplantable(ENGINE)).toEqual([]);
  });
});
