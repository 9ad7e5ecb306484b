/** Runs the tests that `make test` leaves out. Arguments are options of jest. */
import { spawnSync } from 'node:child_process';
import { SLOW } from './slow';

/** A test of theirs is skipped in `make test`. */
const PARTLY = ['test/cluster/outage.test.ts'];
const jest = ['--no-install', 'jest', '--maxWorkers=2', ...process.argv.slice(2), ...SLOW, ...PARTLY];
const { status } = spawnSync('npx', jest, { env: { ...process.env, SLOW_TESTS: '1' }, stdio: 'inherit' });
process.exitCode = status ?? 1;
