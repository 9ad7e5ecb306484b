import type { OperationRequest } from '../../../functions/dr-operations/event';
import type { Operation } from '../../../functions/dr-operations/contract';
import type { PlanLimits } from '../../../functions/dr-operations/plan';
import type { World } from '../../../functions/dr-operations/world';
import {
  NOTHING_REPORTED,
  type ClusterObservation,
  type UpCluster,
} from '../../../functions/shared/cluster-observation';

/** The fixed time of these worlds. */
export const NOW = Date.parse('2025-01-01T10:00:00Z');
export const LIMITS: PlanLimits = { maxLagWals: 1000 };

const SET = '11111111-2222-3333-4444-555555555555';
const ROOT = '00112233445566778899aabbccddeeff00112233';

const NOTHING_SAID: UpCluster = { ...NOTHING_REPORTED, mode: 'disabled', serving: true, version: '1.21.4+ent' };

/** A healthy cluster of each mode. */
const HEALTHY: Readonly<Record<UpCluster['mode'], UpCluster>> = {
  primary: {
    ...NOTHING_SAID,
    mode: 'primary',
    state: 'running',
    clusterId: SET,
    lastWal: 120,
    merkleRoot: ROOT,
    knownSecondaries: ['home', 'away'],
  },
  secondary: {
    ...NOTHING_SAID,
    mode: 'secondary',
    serving: false,
    state: 'stream-wals',
    clusterId: SET,
    lastRemoteWal: 120,
    merkleRoot: ROOT,
    connected: true,
    lastHeartbeat: '2025-01-01T09:59:58Z',
    serverTimeMs: NOW,
    secondaryId: 'away',
  },
  disabled: NOTHING_SAID,
};

export const primary = (more: Partial<UpCluster> = {}): UpCluster => ({ ...HEALTHY.primary, ...more });
export const secondary = (more: Partial<UpCluster> = {}): UpCluster => ({ ...HEALTHY.secondary, ...more });
export const disabled = (more: Partial<UpCluster> = {}): UpCluster => ({ ...HEALTHY.disabled, ...more });
/** A demoted primary: it has its data and its WAL numbers, but no link. */
export const demoted = (more: Partial<UpCluster> = {}): UpCluster =>
  secondary({
    state: 'idle',
    connected: undefined,
    secondaryId: undefined,
    lastRemoteWal: undefined,
    lastWal: 120,
    ...more,
  });

/** Differences from a healthy cluster of its mode, as in a scenario file. */
export type SparseObservation =
  Exclude<ClusterObservation, UpCluster> | (Pick<UpCluster, 'kind' | 'mode'> & Partial<UpCluster>);

/** A healthy cluster of this mode with these differences. */
export const upIn = (mode: UpCluster['mode'], more: Partial<UpCluster>): UpCluster => ({ ...HEALTHY[mode], ...more });

export const observation = (sparse: SparseObservation): ClusterObservation =>
  sparse.kind === 'up' ? upIn(sparse.mode, sparse) : sparse;

export const request = (operation: Operation, more: Partial<OperationRequest> = {}): OperationRequest => ({
  operation,
  to: operation === 'failback' ? 'home' : operation === 'rejoin' || operation === 'fence' ? undefined : 'away',
  dryRun: false,
  accept: [],
  reason: undefined,
  actor: 'test',
  ...more,
});

/** A healthy pair with these differences. */
export const world = (more: Partial<World> = {}): World => ({
  now: NOW,
  clusters: { home: primary(), away: secondary() },
  records: { kind: 'known', weights: { home: 255, away: 0 } },
  token: { kind: 'usable', expiresAt: NOW + 8 * 3600 * 1000 },
  unfinished: undefined,
  historyKnown: true,
  run: {},
  ...more,
});
