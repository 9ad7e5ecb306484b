import { assessLoss } from '../../../functions/dr-operations/result';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { demoted, NOW, primary, secondary, world } from './worlds';

const gone: ClusterObservation = { kind: 'unreachable', cause: 'timeout' };
const ago = (ms: number): string => new Date(NOW - ms).toISOString();
const lossOf = (home: ClusterObservation, away: ClusterObservation): unknown =>
  assessLoss(world({ clusters: { home, away } }), 'away');

describe('assessLoss', () => {
  it('counts the WALs that a primary which answers is ahead', () => {
    expect(lossOf(primary({ lastWal: 130 }), secondary({ lastRemoteWal: 120 }))).toEqual({ kind: 'counted', wals: 10 });
  });

  it('is none when a demoted cluster tells that everything has arrived', () => {
    expect(lossOf(demoted({ merkleRoot: 'aa' }), secondary({ merkleRoot: 'aa' }))).toEqual({ kind: 'none' });
  });

  it('begins at the last heartbeat of a primary that is gone', () => {
    const since = ago(4_200);
    expect(lossOf(gone, secondary({ lastHeartbeat: since }))).toEqual({ kind: 'since', since, seconds: 5 });
  });

  it('begins earlier by the lag, where Vault tells it', () => {
    const away = secondary({ lastHeartbeat: ago(4_000), canaryAgeMs: 1_000 });
    expect(lossOf(gone, away)).toEqual({ kind: 'since', since: ago(5_000), seconds: 5 });
  });

  it('is unknown when nobody ever heard the primary', () => {
    expect(lossOf(gone, secondary({ lastHeartbeat: undefined }))).toEqual({ kind: 'unknown' });
    expect(lossOf(gone, gone)).toEqual({ kind: 'unknown' });
  });
});
