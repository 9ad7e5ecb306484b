import { runSnapshotMatrix } from '../crash/community/run-matrix';
import type { KilledCase } from '../crash/community/run-case';
import { MATRIX_MS } from '../limits';

jest.setTimeout(MATRIX_MS);

/** Of each operation, the points inside its longest call. `make crash` has all of them. */
describe('an operation on a real pair with snapshots that is killed in the middle of its longest call', () => {
  let cases: readonly KilledCase[];
  beforeAll(async () => {
    cases = await runSnapshotMatrix({
      operations: ['failover', 'pull'],
      choose: (points) => points.filter(({ death }) => death.when === 'inside').slice(0, 2),
    });
  }, MATRIX_MS);

  it('is killed there', () => {
    expect(cases.length).toBeGreaterThan(1);
    expect(cases.filter(({ reached }) => !reached)).toEqual([]);
  });

  it('keeps every promise, and ends right when it is run again', () => {
    expect(cases.filter(({ broken }) => broken.length > 0)).toEqual([]);
  });
});
