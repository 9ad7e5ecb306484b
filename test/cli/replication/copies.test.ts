import { judgeCopies, judgeSeals } from '../../../cli/doctor/copies';
import type { EnvironmentSettings } from '../../../cli/config';
import { statusOf } from '../../../functions/dr-operations/result';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { EXAMPLE } from '../../../docs/generate/runbook/example';
import { NOW, primary, secondary, world } from '../../functions/dr-operations/worlds';

const snapshotPair: EnvironmentSettings = { ...EXAMPLE, replication: 'snapshot', snapshotIntervalSeconds: 60 };
const postgresPair: EnvironmentSettings = { ...EXAMPLE, replication: 'postgres' };

/** What is wrong, as hops and details. */
function wrongIn(settings: EnvironmentSettings, home: ClusterObservation, away: ClusterObservation): string[] {
  const status = statusOf(world({ clusters: { home, away }, token: { kind: 'not-needed' } }));
  return judgeCopies(settings, 'eu-central-1', status)
    .filter(({ verdict }) => verdict === 'wrong')
    .map(({ hop, detail, remedy = '' }) => `${hop}: ${detail}. ${remedy}`);
}
const parked = secondary({ canaryAgeMs: 40_000, connected: undefined, hasWritesUntil: '2025-01-01T09:59:20Z' });

describe('the copies of a pair that replicates by snapshots', () => {
  it('are fine if the newest file is young', () => {
    expect(wrongIn(snapshotPair, primary(), parked)).toEqual([]);
  });

  it.each([
    ['there is no file yet', { ...parked, canaryAgeMs: undefined, state: 'merkle-sync', lastRemoteWal: undefined }],
    ['the newest one is 5 min 0 s old', { ...parked, canaryAgeMs: 300_000, state: 'idle' }],
  ])('are wrong, with the log to read, if %s', (detail, away) => {
    expect(wrongIn(snapshotPair, primary(), away as ClusterObservation)).toEqual([
      expect.stringMatching(new RegExp(`files for away: ${detail}.*log of snapshot-puller in eu-central-1`)),
    ]);
  });

  it('are wrong if the other cluster is sealed and has its own data', () => {
    const sealed = { ...parked, lastWal: 100, lastRemoteWal: undefined, state: 'idle' };
    expect(wrongIn(snapshotPair, primary(), sealed)).toEqual([expect.stringContaining('has data of its own')]);
  });

  it('are wrong if the clusters have other times, and not for a difference of seconds', () => {
    const at = (aheadMs: number): ClusterObservation => primary({ serverTimeMs: NOW + aheadMs });
    expect(wrongIn(snapshotPair, at(31_000), parked)).toEqual([expect.stringContaining('clocks of both clusters')]);
    expect(wrongIn(snapshotPair, at(30_000), parked)).toEqual([]);
  });

  it('are not judged if a cluster does not say whether it is parked, and the reason is shown', () => {
    const detail = 'it has the marker dr/parked, and a restore would delete what it holds in secret/';
    expect(wrongIn(snapshotPair, primary(), { kind: 'changing', mode: undefined, detail })).toEqual([
      expect.stringContaining(`role of away: ${detail}`),
    ]);
  });
});

describe('the replica of a pair that replicates by PostgreSQL', () => {
  it('is fine while it streams', () => {
    expect(wrongIn(postgresPair, primary(), secondary())).toEqual([]);
  });

  it.each([
    ['does not stream', secondary({ connected: false, state: 'idle' })],
    ['is fenced', secondary({ connected: undefined, state: 'idle', lastWal: 7 })],
  ])('is wrong if it %s, with what to do', (detail, away) => {
    expect(wrongIn(postgresPair, primary(), away)).toEqual([
      expect.stringMatching(new RegExp(`it ${detail}.*pg_rewind`)),
    ]);
  });
});

describe('the seals', () => {
  const seal = (kind: string, opensItself = true) => ({
    isInitialised: true,
    seal: kind,
    opensItself,
    version: '2.7.2',
    storage: 'raft',
  });
  const verdict = (...seals: readonly [Parameters<typeof judgeSeals>[1], Parameters<typeof judgeSeals>[2]]): unknown =>
    judgeSeals('snapshot', ...seals).map((each) => each.verdict);

  it.each([
    ['equal', seal('awskms'), seal('awskms'), 'ok'],
    ['of two kinds', seal('awskms'), seal('static'), 'wrong'],
    ['of a kind that does not open by itself', seal('shamir', false), seal('shamir', false), 'wrong'],
    ['not to be seen from here', seal('awskms'), new Error('no route'), 'unknown'],
  ])('that are %s', (_what, home, away, expected) => {
    expect(verdict(home, away)).toEqual([expected]);
  });

  it('are not asked about for a pair of Vault Enterprise', () => {
    expect(judgeSeals('enterprise', seal('awskms'), seal('shamir'))).toEqual([]);
  });
});
