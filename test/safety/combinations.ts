import type { Acceptance } from '../../functions/dr-operations/contract';
import type { OperationRequest } from '../../functions/dr-operations/event';
import { plan } from '../../functions/dr-operations/plan';
import { needsOf, type Plan } from '../../functions/dr-operations/steps';
import type { World } from '../../functions/dr-operations/world';
import type { ClusterObservation, UpCluster } from '../../functions/shared/cluster-observation';
import { demoted, disabled, LIMITS, NOW, primary, request, secondary, world } from '../functions/dr-operations/worlds';

type Named<T> = Readonly<Record<string, T>>;

const LAST_WAL = 5_000;
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

const follower = (name: 'home' | 'away', more: Partial<UpCluster> = {}): UpCluster =>
  secondary({ secondaryId: name, lastRemoteWal: LAST_WAL, lastHeartbeat: ago(2), ...more });

/** Every state of a cluster that the planner distinguishes. */
const clusterStates = (name: 'home' | 'away'): Named<ClusterObservation> => ({
  primary: primary({ lastWal: LAST_WAL }),
  'primary, with more': primary({ lastWal: LAST_WAL + 10, merkleRoot: 'more', knownSecondaries: [] }),
  'secondary, streaming': follower(name),
  'secondary, silent for 20 s': follower(name, { lastHeartbeat: ago(20) }),
  'secondary, just cut off': follower(name, { connected: false }),
  'secondary, cut off for weeks': follower(name, { connected: false, lastHeartbeat: ago(21 * 24 * 3600) }),
  'secondary, lagging': follower(name, { lastRemoteWal: 100, merkleRoot: 'old' }),
  'secondary, diverged': follower(name, { merkleRoot: 'another' }),
  'secondary, merkle-sync': follower(name, { state: 'merkle-sync' }),
  'secondary, idle': demoted({ lastWal: LAST_WAL, lastHeartbeat: undefined }),
  'secondary, idle, with more': demoted({ lastWal: LAST_WAL + 10, merkleRoot: 'more', lastHeartbeat: undefined }),
  'secondary of another set': follower(name, { clusterId: 'another' }),
  'secondary, corrupted': follower(name, { corruptedMerkleTree: true }),
  'DR disabled': disabled(),
  'between two roles, or of two minds': { kind: 'changing', mode: undefined, detail: 'election' },
  sealed: { kind: 'sealed' },
  'refusing connections': { kind: 'unreachable', cause: 'refused' },
  'black-holed': { kind: 'unreachable', cause: 'timeout' },
  'not answering as Vault': { kind: 'odd', problem: 'not-json' },
});

export const CLUSTERS = { home: clusterStates('home'), away: clusterStates('away') } as const;

export const WEIGHTS: Named<World['records']> = {
  'home alone': { kind: 'known', weights: { home: 255, away: 0 } },
  'away alone': { kind: 'known', weights: { home: 0, away: 255 } },
  'both 0': { kind: 'known', weights: { home: 0, away: 0 } },
  'edited by hand': { kind: 'known', weights: { home: 100, away: 155 } },
  'one record missing': { kind: 'invalid', detail: 'The zone has no weighted record of away.' },
  'Route 53 does not answer': { kind: 'unavailable', detail: 'Route 53 ListResourceRecordSets failed' },
};

export const TOKENS: Named<World['token']> = {
  usable: { kind: 'usable', expiresAt: NOW + 8 * 3600_000 },
  'about to end': { kind: 'usable', expiresAt: NOW + 30_000 },
  'absent, malformed or expired': { kind: 'unusable', detail: 'The DR operation token is expired: it ended.' },
};

type Left = Partial<Pick<World, 'unfinished' | 'historyKnown' | 'promotion' | 'run'>>;

const tookOver = { cluster: 'away', at: ago(3600), since: ago(3605) } as const;

/** What earlier operations left, and what this one has found out. */
export const HISTORIES: Named<Left> = {
  'nothing open': {},
  'a switchover to away was killed': { unfinished: { operation: 'switchover', to: 'away' } },
  'a failover to away was killed': { unfinished: { operation: 'failover', to: 'away' } },
  'a switchover to away was killed ahead of its proof': {
    unfinished: { operation: 'switchover', to: 'away' },
    promotion: { ...tookOver, lastRemoteWal: 119, merkleRoot: 'then', lastWalBeforeDemote: 118, proof: 'due' },
  },
  'away took over without a proof': {
    promotion: { ...tookOver, lastRemoteWal: LAST_WAL - 10, merkleRoot: 'then', proof: 'none' },
  },
  'away took over, proven': { promotion: { ...tookOver, lastRemoteWal: LAST_WAL, merkleRoot: 'then', proof: 'came' } },
  "one region's journal cannot be read": { historyKnown: false },
  'the secondary was listened to, and hears on': { run: { heard: 'goes-on' } },
  'the secondary was listened to, and hears nothing': { run: { heard: 'stopped' } },
};

/** How well other operations are kept out. A planned operation does not begin without a whole lease. */
export const LEASES: Named<Pick<World, 'lease' | 'hasWitness'>> = {
  whole: { lease: 'whole' },
  'one table of two': { lease: 'part' },
};

export const OPERATIONS = ['switchover', 'failover', 'failback', 'rejoin', 'fence', 'dns-switch', 'link'] as const;

/** One situation, in words and as the planner sees it. */
export interface Combination {
  readonly home: string;
  readonly away: string;
  readonly weights: string;
  readonly token: string;
  readonly history: string;
  readonly lease: string;
  /** Whether the operator accepts the checks that the planner names. */
  readonly accepting: boolean;
  readonly asked: OperationRequest;
  readonly world: World;
  readonly planned: Plan;
}

/** The other facts, where only the clusters differ. */
export const PLAIN = { weights: 'home alone', token: 'usable', history: 'nothing open', lease: 'whole' } as const;

type Only = Partial<Pick<Combination, 'home' | 'away' | 'weights' | 'token' | 'history' | 'lease' | 'accepting'>>;

/**
 * Every combination with its plan; `only` keeps one value of a dimension. Acceptance is only tried if a check objects,
 * because otherwise it would be refused.
 */
export function* combinations(only: Only = {}): Generator<Combination> {
  const pick = <T>(all: Named<T>, name: string | undefined): [string, T][] =>
    Object.entries(all).filter(([key]) => name === undefined || key === name);
  for (const operation of OPERATIONS)
    for (const [home, homeState] of pick(CLUSTERS.home, only.home))
      for (const [away, awayState] of pick(CLUSTERS.away, only.away))
        for (const [weights, records] of pick(WEIGHTS, only.weights))
          for (const [token, tokenState] of pick(TOKENS, only.token))
            for (const [history, left] of pick(HISTORIES, only.history))
              for (const [lease, held] of leasesOf(operation, only.lease)) {
                const clusters = { home: homeState, away: awayState };
                const seen = world({ clusters, records, token: tokenState, ...left, ...held });
                const words = { home, away, weights, token, history, lease, world: seen };
                const ask = (accept: readonly Acceptance[]): Combination => {
                  const asked = request(operation, { accept });
                  const planned = plan(asked, seen, LIMITS);
                  return { ...words, accepting: accept.length > 0, asked, planned };
                };
                const without = ask([]);
                if (only.accepting !== true) yield without;
                const needs = without.planned.kind === 'refuse' ? needsOf(without.planned) : [];
                if (only.accepting === true || (only.accepting === undefined && needs.length > 0)) yield ask(needs);
              }
}

const leasesOf = (operation: string, only: string | undefined): [string, Pick<World, 'lease' | 'hasWitness'>][] =>
  Object.entries(LEASES).filter(([name]) =>
    only === undefined ? name === 'whole' || operation === 'failover' : name === only,
  );
