import { assessDiscard, assessLoss, describeLoss } from '../../../functions/dr-operations/plan/loss';
import type { Promotion } from '../../../functions/dr-operations/world';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { demoted, NOW, primary, secondary, world } from './worlds';

const gone: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };
const ago = (ms: number): string => new Date(NOW - ms).toISOString();
const lossOf = (home: ClusterObservation, away: ClusterObservation): unknown =>
  assessLoss(world({ clusters: { home, away } }), 'away');

describe('assessLoss', () => {
  it('counts the WALs that a primary which answers is ahead, and goes on writing', () => {
    const ahead = primary({ lastWal: 130, merkleRoot: 'ff' });
    const loss = { kind: 'counted', wals: 10, isUpperBound: false };
    expect(lossOf(ahead, secondary({ lastRemoteWal: 120 }))).toEqual(loss);
  });

  it('bounds what a demoted cluster is ahead, which writes no more', () => {
    const loss = { kind: 'counted', wals: 10, isUpperBound: true };
    expect(lossOf(demoted({ lastWal: 130, merkleRoot: 'ff' }), secondary({ lastRemoteWal: 120 }))).toEqual(loss);
  });

  it('is none when a demoted cluster tells that everything has arrived', () => {
    expect(lossOf(demoted({ merkleRoot: 'aa' }), secondary({ merkleRoot: 'aa' }))).toEqual({ kind: 'none' });
  });

  it('begins at the last heartbeat of a primary that is gone, or a little before', () => {
    const since = ago(4_200);
    const loss = { kind: 'since', since, seconds: 5, isUpperBound: false };
    expect(lossOf(gone, secondary({ lastHeartbeat: since }))).toEqual(loss);
  });

  it('begins earlier by the lag, where Vault tells it, which makes it a bound', () => {
    const away = secondary({ lastHeartbeat: ago(4_000), canaryAgeMs: 1_000 });
    expect(lossOf(gone, away)).toEqual({ kind: 'since', since: ago(5_000), seconds: 5, isUpperBound: true });
  });

  it('counts the seconds by the clock of the cluster that heard the other one', () => {
    const away = secondary({ lastHeartbeat: ago(-300_000), serverTimeMs: NOW + 320_000 });
    expect(lossOf(gone, away)).toMatchObject({ kind: 'since', seconds: 20 });
  });

  it('begins, for a copy of one moment, with what was written after that moment', () => {
    const away = secondary({ lastRemoteWal: 100, hasWritesUntil: ago(70_000), merkleRoot: 'the copy' });
    const counted = { kind: 'counted', wals: 20, since: ago(70_000), isUpperBound: false };
    expect(lossOf(primary({ merkleRoot: undefined }), away)).toEqual(counted);
    expect(lossOf(gone, away)).toMatchObject({ kind: 'since', since: ago(70_000), seconds: 70 });
  });

  it('is unknown for a cluster with numbers of its own, however far they go', () => {
    const own = secondary({ lastRemoteWal: 900, timeline: 1, hasWritesUntil: ago(1_000), merkleRoot: undefined });
    const seen = { lastWal: 130, timeline: 2, merkleRoot: undefined };
    expect(lossOf(primary(seen), own)).toEqual({ kind: 'unknown' });
    expect(lossOf(demoted(seen), own)).toEqual({ kind: 'unknown' });
  });

  it('is unknown when nobody ever heard the primary', () => {
    expect(lossOf(gone, secondary({ lastHeartbeat: undefined }))).toEqual({ kind: 'unknown' });
    expect(lossOf(gone, gone)).toEqual({ kind: 'unknown' });
  });
});

const promoted: Promotion = {
  cluster: 'away',
  at: ago(60_000),
  lastRemoteWal: 120,
  merkleRoot: 'then',
  since: ago(65_000),
  proof: 'none',
};
const newPrimary = primary({ knownSecondaries: [], merkleRoot: 'now', lastWal: 40 });

describe('assessDiscard', () => {
  const discardOf = (home: ClusterObservation, promotion?: Promotion, away = newPrimary): unknown =>
    assessDiscard(world({ clusters: { home, away }, ...(promotion && { promotion }) }), 'away');

  it.each<[string, ClusterObservation, Promotion | undefined, object]>([
    ['unknown without a promotion in the journal', primary({ merkleRoot: 'ff' }), undefined, { kind: 'unknown' }],
    [
      'unknown where another one was promoted last',
      primary({ merkleRoot: 'ff' }),
      { ...promoted, cluster: 'home' },
      { kind: 'unknown' },
    ],
    ['none with the root of the promotion', primary({ merkleRoot: 'then', lastWal: 999 }), promoted, { kind: 'none' }],
    ['none with the root of now', demoted({ merkleRoot: 'now' }), undefined, { kind: 'none' }],
    ['none after the proof', demoted({ merkleRoot: 'ff' }), { ...promoted, proof: 'came' }, { kind: 'none' }],
    ['none after the proof, while it restarts', gone, { ...promoted, proof: 'came' }, { kind: 'none' }],
    [
      'counted of a primary, which goes on',
      primary({ merkleRoot: 'ff', lastWal: 130 }),
      promoted,
      { kind: 'counted', wals: 10, since: ago(65_000), isUpperBound: false },
    ],
    [
      'counted of a demoted cluster, as a bound',
      demoted({ merkleRoot: 'ff', lastWal: 130 }),
      promoted,
      { kind: 'counted', wals: 10, since: ago(65_000), isUpperBound: true },
    ],
    ['unknown with the same number and another root', primary({ merkleRoot: 'ff' }), promoted, { kind: 'unknown' }],
    ['unknown where the number began anew', primary({ merkleRoot: 'ff', lastWal: 7 }), promoted, { kind: 'unknown' }],
    [
      'told from when on while it is gone',
      gone,
      promoted,
      { kind: 'since', since: ago(65_000), seconds: 5, isUpperBound: false },
    ],
  ])('is %s', (_name, home, promotion, expected) => {
    expect(discardOf(home, promotion)).toEqual(expected);
  });

  it('is none of a cluster that follows', () => {
    const home = secondary({ secondaryId: 'home', merkleRoot: 'ff' });
    expect(discardOf(home, undefined, primary())).toEqual({ kind: 'none' });
  });
});

describe('describeLoss', () => {
  it.each([
    [{ kind: 'none' }, 'nothing'],
    [{ kind: 'unknown' }, 'how much is not known'],
    [{ kind: 'counted', wals: 3, isUpperBound: true }, 'at most 3 WALs'],
    [{ kind: 'counted', wals: 3, isUpperBound: false }, '3 WALs or more'],
    [{ kind: 'since', since: 'noon', seconds: 3, isUpperBound: true }, 'what was written since noon, 3 s ago'],
    [
      { kind: 'since', since: 'noon', seconds: 3, isUpperBound: false },
      'what was written since noon, 3 s ago, or a little before',
    ],
  ] as const)('says of %j: %s', (loss, words) => {
    expect(describeLoss(loss)).toBe(words);
  });
});
