import { config as dev } from '../../../live/dev/config';
import { MATRIX_MS } from '../limits';
import { KILLED_OPERATIONS } from './operations';
import { describePoint, isJournal, isRead, pointsOf, pointsOfAll, Trap, type CrashPoint } from './points';
import { runCrashMatrix, type CrashCase } from './run-matrix';

jest.setTimeout(MATRIX_MS);

/** Number of reads that are left out for each read that is tried. */
const READS_LEFT_OUT = 3;

/** Chooses every boundary of a step, every change before and after its effect, the lease, and a sample of the reads. */
function representative(points: readonly CrashPoint[]): CrashPoint[] {
  const received = points.filter(({ moment }) => moment === 'received');
  // The journal is written at each boundary in both regions; one of them is enough.
  const boundaries = received.filter(({ call }) => isJournal(call) && call.includes(dev.away.region));
  const changes = points.filter(({ call }) => !isRead(call) && !call.includes('dynamodb'));
  const leases = points.filter(({ call, moment }) => call.includes(' lease ') && moment === 'done');
  const reads = received.filter(({ call }) => isRead(call)).filter((_, index) => index % (READS_LEFT_OUT + 1) === 0);
  return [...boundaries, ...changes, ...leases, ...reads];
}

describe('an operation that is killed and called again', () => {
  let cases: readonly CrashCase[];
  beforeAll(async () => {
    cases = await runCrashMatrix({ choose: representative });
  }, MATRIX_MS);

  describe.each(KILLED_OPERATIONS.map(({ name }) => name))('%s', (name) => {
    const own = (): readonly CrashCase[] => cases.filter(({ operation }) => operation === name);

    it('is killed at every chosen point', () => {
      expect(own().length).toBeGreaterThan(15);
      expect(
        own()
          .filter(({ reached }) => !reached)
          .map(({ point }) => point),
      ).toEqual([]);
    });

    it('keeps every promise and ends like a run without a crash', () => {
      expect(
        own()
          .filter(({ broken }) => broken.length > 0)
          .map(({ point, broken }) => ({ point, broken })),
      ).toEqual([]);
    });

    it('leaves no operation open in the journal', () => {
      expect(
        own()
          .filter(({ leftOpen }) => leftOpen !== undefined)
          .map(({ point }) => point),
      ).toEqual([]);
    });

    it('needs one more call in most cases', () => {
      const calls = own()
        .map((each) => each.calls)
        .sort((a, b) => a - b);
      expect(calls[Math.floor(calls.length / 2)]).toBe(1);
    });
  });
});

describe('pointsOf', () => {
  const passage = (moment: 'received' | 'done', to: 'home' | 'aws', call: string) => ({ moment, to, call });
  const run = [
    passage('received', 'home', 'GET sys/health'),
    passage('received', 'home', 'POST secret/data/client/1'),
    passage('received', 'home', 'POST sys/replication/dr/primary/demote'),
    passage('done', 'home', 'POST sys/replication/dr/primary/demote'),
    passage('received', 'home', 'GET sys/health'),
    passage('received', 'home', 'GET sys/health'),
  ];

  it('identifies a read by the change before it, and leaves out calls of others than the engine', () => {
    expect(pointsOf(run).map(describePoint)).toEqual([
      'home GET sys/health after nothing, received',
      'home POST sys/replication/dr/primary/demote #1, received',
      'home POST sys/replication/dr/primary/demote #1, done',
      'home GET sys/health after home POST sys/replication/dr/primary/demote #1, received',
    ]);
  });

  it('finds points that a trap recognises in the same run', () => {
    const found = pointsOf(run).map((point) => {
      const trap = new Trap(point);
      return run.findIndex((each) => trap.sees(each));
    });
    expect(found).toEqual([0, 2, 3, 4]);
  });

  it('leaves out a call that only one of two runs makes', () => {
    const slow = [...run, passage('received', 'aws', 'dynamodb PutItem operation eu-central-1')];
    expect(pointsOfAll([slow, run])).toEqual(pointsOf(run));
  });
});
