import { compare, type Holdings } from '../../../functions/dr-operations/plan/facts';
import type { UpCluster } from '../../../functions/shared/cluster-observation';
import { demoted, disabled, primary } from './worlds';

interface Case {
  readonly it: string;
  /** What the demoted cluster reports, in addition to its last WAL 120 and the root `same`. */
  readonly tells?: Partial<UpCluster>;
  readonly has: Holdings;
  /** Last WAL that it reported before its demotion. */
  readonly before?: number;
  readonly says: ReturnType<typeof compare>;
}

const SAME = { merkleRoot: 'same' };
const OTHER = { merkleRoot: 'other' };
const SILENT = { lastWal: undefined, merkleRoot: undefined };

const CASES: readonly Case[] = [
  // Roots.
  { it: 'takes equal roots for a proof', has: { ...SAME, lastRemoteWal: undefined }, says: 'proven' },
  { it: 'believes equal roots more than numbers', has: { ...SAME, lastRemoteWal: 7 }, before: 120, says: 'proven' },
  { it: 'misses something when the roots differ', has: { ...OTHER, lastRemoteWal: undefined }, says: 'lacking' },
  { it: 'believes no equal numbers where the roots differ', has: { ...OTHER, lastRemoteWal: 120 }, says: 'lacking' },
  // Numbers.
  { it: 'takes the last WAL for a proof', has: { lastRemoteWal: 120 }, says: 'proven' },
  { it: 'takes it also when it was told before', has: { lastRemoteWal: 120 }, before: 120, says: 'proven' },
  { it: 'misses the last WAL', has: { lastRemoteWal: 119 }, says: 'lacking' },
  { it: 'misses it though all that was told before came', has: { lastRemoteWal: 119 }, before: 119, says: 'lacking' },
  { it: 'misses what was told before', tells: SILENT, has: { lastRemoteWal: 117 }, before: 118, says: 'lacking' },
  // A number above the last one is of another count.
  { it: 'does not compare numbers of two counts', has: { lastRemoteWal: 121 }, says: 'unknown' },
  { it: 'has the roots where the counts differ', has: { ...OTHER, lastRemoteWal: 121 }, says: 'lacking' },
  { it: 'goes back to what was told before', has: { lastRemoteWal: 121 }, before: 121, says: 'nothing-against' },
  // Nothing is reported.
  { it: 'finds nothing against it', tells: SILENT, has: { lastRemoteWal: 118 }, before: 118, says: 'nothing-against' },
  { it: 'needs a number from before', tells: SILENT, has: { lastRemoteWal: 118 }, says: 'unknown' },
  { it: 'needs a number of its own', tells: SILENT, has: { lastRemoteWal: undefined }, before: 118, says: 'unknown' },
  {
    it: 'needs a root on both sides',
    tells: { lastWal: undefined },
    has: { lastRemoteWal: undefined },
    says: 'unknown',
  },
  {
    it: 'needs a number on both sides',
    tells: { merkleRoot: undefined },
    has: { lastRemoteWal: undefined },
    says: 'unknown',
  },
  { it: 'needs the same of its own', tells: SILENT, has: { ...SAME, lastRemoteWal: undefined }, says: 'unknown' },
  // Which cluster reports it.
  { it: 'needs more than health', tells: { state: undefined }, has: { ...SAME, lastRemoteWal: 120 }, says: 'unknown' },
];

const teller = (more: Partial<UpCluster> = {}): UpCluster => demoted({ lastWal: 120, merkleRoot: 'same', ...more });

describe('compare, what a cluster has with what the demoted one tells', () => {
  it.each(CASES)('$it', ({ tells, has, before, says }) => {
    expect(compare(teller(tells), has, before)).toBe(says);
  });

  it.each([
    ['cannot be asked', undefined],
    ['is a primary again', primary({ lastWal: 120, merkleRoot: 'same' })],
    ['has DR replication disabled', disabled({ lastWal: 120, merkleRoot: 'same' })],
  ])('knows nothing when that one %s', (_, other) => {
    expect(compare(other, { ...SAME, lastRemoteWal: 120 }, 120)).toBe('unknown');
  });
});
