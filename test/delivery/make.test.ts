import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENTS } from '../../delivery/environments';
import { ROOT } from '../../delivery/paths';

const make = (...args: readonly string[]) =>
  spawnSync('make', ['--no-print-directory', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, MAKEFLAGS: '', MAKELEVEL: '' },
  });

const TARGETS = [
  'install',
  'synth',
  'validate',
  'plan',
  'show',
  'keep-bundle',
  'fetch-bundle',
  'apply',
  'destroy',
  'drift',
  'output',
  'lock',
  'bootstrap',
  'checkov',
];

describe('make', () => {
  it.each(TARGETS)('%s refuses an environment that does not exist before it does anything', (target) => {
    const { status, stdout, stderr } = make(target, 'ENV=qa');
    expect(status).toBe(2);
    expect(stdout).toBe('');
    const [said = ''] = stderr.split('\n');
    const [, known = ''] = /^ENV=qa is unknown: use one of (.+)$/.exec(said) ?? [];
    expect(known.split(' ').sort()).toEqual([...ENVIRONMENTS].sort());
  });

  it('has only recipes of one line in its delivery part', () => {
    const [, delivery = ''] = readFileSync(join(ROOT, 'Makefile'), 'utf8').split(/^# --- delivery.*$/m);
    const recipes = delivery.split(/^# --- /m)[0]?.split(/\n\n/) ?? [];
    expect(recipes.filter((recipe) => (recipe.match(/^\t/gm) ?? []).length > 1)).toEqual([]);
  });
});
