import type { OperationRequest } from '../../functions/dr-operations/event';
import type { World } from '../../functions/dr-operations/world';
import type { ClusterObservation, UpCluster } from '../../functions/shared/cluster-observation';
import { demoted, disabled, NOW, primary, request, secondary, world } from '../functions/dr-operations/worlds';

type Named<T> = Readonly<Record<string, T>>;

const LAST_WAL = 5_000;

const follower = (name: 'home' | 'away', more: Partial<UpCluster> = {}): UpCluster =>
  secondary({ secondaryId: name, lastRemoteWal: LAST_WAL, ...more });

/** Everything that a cluster may be for the planner. */
const clusterStates = (name: 'home' | 'away'): Named<ClusterObservation> => ({
  primary: primary({ lastWal: LAST_WAL }),
  'secondary, streaming': follower(name),
  'secondary, lagging': follower(name, { lastRemoteWal: 100, merkleRoot: 'old' }),
  'secondary, merkle-sync': follower(name, { state: 'merkle-sync' }),
  'secondary, idle': demoted({ lastWal: LAST_WAL }),
  'secondary of another set': follower(name, { clusterId: 'another' }),
  'secondary, corrupted': follower(name, { corruptedMerkleTree: true }),
  'DR disabled': disabled(),
  'between two roles, or standby nodes only': { kind: 'changing', mode: undefined, detail: 'election' },
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
  'Route 53 does not answer': { kind: 'unavailable', detail: 'Route 53 did not do ListResourceRecordSets' },
};

export const TOKENS: Named<World['token']> = {
  usable: { kind: 'usable', expiresAt: NOW + 8 * 3600_000 },
  'about to end': { kind: 'usable', expiresAt: NOW + 30_000 },
  'absent, malformed or expired': { kind: 'unusable', detail: 'The DR operation token is expired: it ended.' },
};

/** What operations before this one left behind. */
export const HISTORIES: Named<Pick<World, 'unfinished' | 'historyKnown' | 'run'>> = {
  'nothing open': { unfinished: undefined, historyKnown: true, run: {} },
  'a switchover to away was killed': {
    unfinished: { operation: 'switchover', to: 'away' },
    historyKnown: true,
    run: {},
  },
  'a failover to away was killed': { unfinished: { operation: 'failover', to: 'away' }, historyKnown: true, run: {} },
  'a switchover to away was killed ahead of its proof': {
    unfinished: { operation: 'switchover', to: 'away' },
    historyKnown: true,
    run: { received: { cluster: 'away', lastRemoteWal: 119, merkleRoot: 'then', lastWalBeforeDemote: 118 } },
  },
  "one region's journal cannot be read": { unfinished: undefined, historyKnown: false, run: {} },
};

export const OPERATIONS = ['switchover', 'failover', 'failback', 'rejoin'] as const;

/** One situation, in words and as the planner sees it. */
export interface Combination {
  readonly home: string;
  readonly away: string;
  readonly weights: string;
  readonly token: string;
  readonly history: string;
  readonly asked: OperationRequest;
  readonly world: World;
}

/** What stands for the rest where only the clusters matter. */
export const PLAIN = { weights: 'home alone', token: 'usable', history: 'nothing open' } as const;

/** Every combination; `only` keeps one value of a dimension. */
export function* combinations(
  only: Partial<Pick<Combination, 'home' | 'away' | 'weights' | 'token' | 'history'>> & { force?: boolean } = {},
): Generator<Combination> {
  const pick = <T>(all: Named<T>, name: string | undefined): [string, T][] =>
    Object.entries(all).filter(([key]) => name === undefined || key === name);
  for (const operation of OPERATIONS)
    for (const force of only.force === undefined ? [false, true] : [only.force])
      for (const [home, homeState] of pick(CLUSTERS.home, only.home))
        for (const [away, awayState] of pick(CLUSTERS.away, only.away))
          for (const [weights, records] of pick(WEIGHTS, only.weights))
            for (const [token, tokenState] of pick(TOKENS, only.token))
              for (const [history, left] of pick(HISTORIES, only.history)) {
                const clusters = { home: homeState, away: awayState };
                yield {
                  ...{ home, away, weights, token, history },
                  asked: request(operation, { force }),
                  world: world({ clusters, records, token: tokenState, ...left }),
                };
              }
}
