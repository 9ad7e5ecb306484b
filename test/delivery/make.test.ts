import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../delivery/paths';
import { ENVIRONMENTS } from '../../live/environments';

const make = (...args: readonly string[]) =>
  spawnSync('make', ['--no-print-directory', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, MAKEFLAGS: '', MAKELEVEL: '' },
  });

/** An environment is a folder under live/, so a name with a slash can never be one. */
const UNKNOWN = 'no/environment';

const TARGETS = [
  'install',
  'synth',
  'validate',
  'plan',
  'show',
  'change',
  'review',
  'apply',
  'destroy',
  'drift',
  'output',
  'lock',
  'bootstrap',
  'recover-state',
  'unlock',
  'checkov',
];

describe('make', () => {
  it.each(TARGETS)('%s refuses an unknown environment before it does anything', (target) => {
    const { status, stdout, stderr } = make(target, `ENV=${UNKNOWN}`);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    const [said = ''] = stderr.split('\n');
    expect(said).toBe(`ENV=${UNKNOWN} is unknown: use one of ${[...ENVIRONMENTS].sort().join(' ')}`);
  });

  it('has recipes of one line only for the delivery', () => {
    const [, delivery = ''] = readFileSync(join(ROOT, 'Makefile'), 'utf8').split(/^# --- Delivery.*$/m);
    const recipes = delivery.split(/^# --- /m)[0]?.split(/\n\n/) ?? [];
    expect(recipes.length).toBeGreaterThan(TARGETS.length);
    expect(recipes.filter((recipe) => (recipe.match(/^\t/gm) ?? []).length > 1)).toEqual([]);
  });
});
