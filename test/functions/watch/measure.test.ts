import { statusOf } from '../../../functions/dr-operations/result';
import type { Foresight } from '../../../functions/dr-operations/foresight';
import type { TableLooks } from '../../../functions/dr-operations/table-looks';
import type { World } from '../../../functions/dr-operations/world';
import type { UpCluster } from '../../../functions/shared/cluster-observation';
import type { ReplicationTraits } from '../../../functions/dr-operations/replication/traits';
import { NOT_MEASURED } from '../../../functions/watch/contract';
import { measure, type Surroundings } from '../../../functions/watch/measure';
import { demoted, NOW, primary, secondary, world } from '../dr-operations/worlds';

const DAY_MS = 24 * 3600 * 1000;
const AROUND: Surroundings = {
  certificateEnds: { home: NOW + 40 * DAY_MS, away: NOW - DAY_MS },
  functionsNotReady: 0,
};

function seen(more: Partial<World> = {}, tables: TableLooks = {}, around = AROUND): ReturnType<typeof measure> {
  const observed = world(more);
  const foresight: Foresight = {
    world: observed,
    status: statusOf(observed, tables),
    switchover: { possible: true },
    failover: { possible: false, reason: 'no reason' },
  };
  return measure(foresight, around);
}

describe('measure', () => {
  it('finds nothing wrong with a healthy pair', () => {
    expect(seen().pair).toMatchObject({ TwoPrimaries: 0, NoPrimary: 0, NameElsewhere: 0, LinkDown: 0, LagWals: 0 });
  });

  it('says what the planner would do', () => {
    expect(seen().pair).toMatchObject({ SwitchoverPossible: 1, FailoverPossible: 0 });
  });

  it('sees two primaries', () => {
    const clusters = { home: primary(), away: primary() };
    expect(seen({ clusters }).pair).toMatchObject({ TwoPrimaries: 1, LinkDown: 1 });
  });

  it('sees that there is no primary', () => {
    expect(seen({ clusters: { home: demoted(), away: secondary() } }).pair).toMatchObject({ NoPrimary: 1 });
  });

  it.each([
    ['elsewhere', { home: 0, away: 255 }, 1],
    ['to both', { home: 255, away: 255 }, 1],
    ['to the primary alone', { home: 255, away: 0 }, 0],
    ['to the primary alone, with a weight of a person', { home: 1, away: 0 }, 0],
  ])('says that the client name leads %s', (_, weights, expected) => {
    expect(seen({ records: { kind: 'known', weights } }).pair.NameElsewhere).toBe(expected);
  });

  it('does not say where the client name leads while Route 53 gives no answer', () => {
    const records = { kind: 'unavailable', detail: 'down' } as const;
    expect(seen({ records }).pair).not.toHaveProperty('NameElsewhere');
  });

  it('measures the lag in WALs, in seconds and by the last heartbeat', () => {
    const away = secondary({ lastRemoteWal: 100, canaryAgeMs: 7_000, lastHeartbeat: '2025-01-01T09:59:48Z' });
    expect(seen({ clusters: { home: primary({ lastWal: 120 }), away } }).pair).toMatchObject({
      LagWals: 20,
      LagSeconds: 7,
      HeartbeatAgeSeconds: 12,
    });
  });

  it('counts what a failover would lose from the last sign of the primary, while the secondary receives nothing', () => {
    const lastHeartbeat = new Date(NOW - 300_000).toISOString();
    const away = secondary({ state: 'idle', canaryAgeMs: 7_000, lastHeartbeat, serverTimeMs: NOW });
    expect(seen({ clusters: { home: primary(), away } }).pair).toMatchObject({ LagSeconds: 307 });
  });

  it('leaves out a lag that Vault does not tell', () => {
    const away = secondary({ lastRemoteWal: undefined, lastHeartbeat: undefined });
    const { pair } = seen({ clusters: { home: primary(), away } });
    expect(Object.keys(pair).filter((name) => /^(Lag|Heartbeat)/.test(name))).toEqual([]);
  });

  it('counts a token that cannot be used as one with no time left', () => {
    const { pair } = seen({ token: { kind: 'unusable', detail: 'gone' } });
    expect(pair).toMatchObject({ TokenSecondsLeft: 0 });
    expect(pair).not.toHaveProperty('RotationAgeSeconds');
  });

  it('measures the rest of the token, and how old it is', () => {
    const token = { kind: 'usable', expiresAt: NOW + 5_000, issuedAt: NOW - 3_000 } as const;
    expect(seen({ token }).pair).toMatchObject({ TokenSecondsLeft: 5, RotationAgeSeconds: 3 });
  });

  it('measures how long an operation has held the lease', () => {
    const lease = {
      holder: 'x',
      since: new Date(NOW - 30_000).toISOString(),
      until: new Date(NOW + 5_000).toISOString(),
    };
    const tables: TableLooks = { home: { kind: 'answers', lease }, away: { kind: 'answers' } };
    expect(seen({}, tables).pair).toMatchObject({ OperationRunning: 1, LeaseHeldSeconds: 30 });
  });

  it('takes the lease of a dead holder for none', () => {
    const lease = { holder: 'x', since: new Date(NOW - 90_000).toISOString(), until: new Date(NOW - 1).toISOString() };
    const tables: TableLooks = { home: { kind: 'answers', lease } };
    expect(seen({}, tables).pair).toMatchObject({ OperationRunning: 0, LeaseHeldSeconds: 0 });
  });

  it('does not suppress an alarm for an operation that hangs', () => {
    const lease = {
      holder: 'x',
      since: new Date(NOW - 901_000).toISOString(),
      until: new Date(NOW + 5_000).toISOString(),
    };
    const tables: TableLooks = { home: { kind: 'answers', lease } };
    expect(seen({}, tables).pair).toMatchObject({ OperationRunning: 0, LeaseHeldSeconds: 901 });
  });

  it('counts the tables and the Lambdas that cannot be used', () => {
    const tables: TableLooks = { home: { kind: 'silent', detail: 'TimeoutError' }, away: { kind: 'answers' } };
    const { pair } = seen({}, tables, { ...AROUND, functionsNotReady: 2 });
    expect(pair).toMatchObject({ SilentTables: 1, FunctionsNotReady: 2 });
  });

  it('measures each cluster: role, certificate and license', () => {
    const license = { isTerminated: false, expiresAt: new Date(NOW + 10 * DAY_MS).toISOString() };
    const { clusters } = seen({ clusters: { home: primary({ license }), away: secondary() } });
    expect(clusters).toEqual({
      home: { Primary: 1, CertificateDaysLeft: 40, LicenseDaysLeft: 10 },
      away: { Primary: 0, CertificateDaysLeft: -1 },
    });
  });

  it('measures the nodes of a cluster whose autopilot tells, and of no other', () => {
    const autopilot = { home: { failureTolerance: 1, deadVoters: 0 }, away: undefined };
    const { clusters } = seen({}, {}, { ...AROUND, autopilot });
    expect(clusters.home).toMatchObject({ FailureTolerance: 1, DeadVoters: 0 });
    expect(Object.keys(clusters.away)).toEqual(['Primary', 'CertificateDaysLeft']);
  });

  it('says only where there are health checks whether its own cluster is announced', () => {
    expect(seen().clusters).not.toHaveProperty('home.Announced');
    const { clusters } = seen({}, {}, { ...AROUND, announces: 'home' });
    expect(clusters).toMatchObject({ home: { Announced: 0 } });
    expect(clusters.away).not.toHaveProperty('Announced');
  });

  it('announces the cluster that the health checks lead to, and says nothing while it changes its role', () => {
    const promotion = { cluster: 'away', at: '2025-01-01T09:00:00Z', proof: 'none', ledByHealth: 'away' } as const;
    const of = (away: World['clusters']['away']): unknown =>
      seen({ clusters: { home: demoted(), away }, promotion }, {}, { ...AROUND, announces: 'away' }).clusters.away;
    expect(of(primary({ knownSecondaries: [] }))).toMatchObject({ Announced: 1 });
    expect(of({ kind: 'changing', mode: undefined, detail: 'restarts' })).not.toHaveProperty('Announced');
  });

  it('counts a license that has ended as one with no day left', () => {
    const license = { isTerminated: true, expiresAt: '2030-01-01T00:00:00Z' };
    expect(seen({ clusters: { home: primary({ license }), away: secondary() } }).clusters.home.LicenseDaysLeft).toBe(0);
  });
});

describe('measure, without replication of Vault Enterprise', () => {
  const traits = { needsOperationToken: false, canFence: false, linksAgain: false } as const;
  const SNAPSHOT: ReplicationTraits = { ...traits, kind: 'snapshot', lagUnit: 'raft entries', proof: 'raft-index' };
  const POSTGRES: ReplicationTraits = { ...traits, kind: 'postgres', lagUnit: 'bytes', proof: 'lsn' };
  const copiedAt = (at: number, more: Partial<UpCluster> = {}): UpCluster =>
    secondary({ lastHeartbeat: undefined, canaryAgeMs: NOW - at, hasWritesUntil: new Date(at).toISOString(), ...more });
  const ofPair = (replication: ReplicationTraits, away: UpCluster): ReturnType<typeof measure> =>
    seen({ replication, token: { kind: 'not-needed' }, clusters: { home: primary(), away } });

  it.each([
    ['while files come', 70_000, 'stream-wals'],
    ['when files have stopped', 600_000, 'idle'],
  ])('takes the age of the newest file for what a failover would lose, %s', (_, ageMs, state) => {
    const { pair } = ofPair(SNAPSHOT, copiedAt(NOW - ageMs, { state }));
    expect(pair).toMatchObject({ LagSeconds: ageMs / 1000, LinkDown: state === 'idle' ? 1 : 0 });
  });

  it('takes the time since the last transaction for it, when a replica streams no more', () => {
    const lastHeartbeat = new Date(NOW - 90_000).toISOString();
    const away = secondary({ state: 'idle', connected: false, canaryAgeMs: 0, lastHeartbeat, serverTimeMs: NOW });
    expect(ofPair(POSTGRES, away).pair).toMatchObject({ LagSeconds: 90 });
  });

  it.each([SNAPSHOT, POSTGRES])('publishes nothing that means nothing to $kind', (replication) => {
    const { pair, clusters } = ofPair(replication, copiedAt(NOW - 1_000));
    const published = [...Object.keys(pair), ...Object.keys(clusters.home)];
    expect(NOT_MEASURED[replication.kind].filter((name) => published.includes(name))).toEqual([]);
  });
});
