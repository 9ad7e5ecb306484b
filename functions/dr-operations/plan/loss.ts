import type { UpCluster } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';
import type { LagUnit } from '../replication/traits';
import type { World } from '../world';
import { compare, linkTo, sameLine, upCluster } from './facts';

/** Which acknowledged writes may be lost. */
export type Loss =
  /** Every acknowledged write is on the cluster that is kept. */
  | { readonly kind: 'none' }
  /**
   * Both clusters were seen: this number of WALs is only on the other one, or of what `unit` says. `since` (ISO 8601): time of
   * the first, if known.
   */
  | {
      readonly kind: 'counted';
      readonly wals: number;
      /** @default - WALs */
      readonly unit?: Exclude<LagUnit, 'WALs'>;
      readonly since?: string;
      readonly isUpperBound: boolean;
    }
  /**
   * The old primary gives no answer: what it acknowledged after `since` (ISO 8601) may be lost. `since` is its last
   * heartbeat minus the replication lag, if Vault reports that. Without the lag it is no upper bound.
   */
  | { readonly kind: 'since'; readonly since: string; readonly seconds: number; readonly isUpperBound: boolean }
  | { readonly kind: 'unknown' };

/** How much a promotion of `to` may lose, as far as it is known now. Pure. */
export function assessLoss(world: World, to: ClusterName): Loss {
  const source = upCluster(world.clusters[otherCluster(to)]);
  const target = upCluster(world.clusters[to]);
  if (target?.mode === 'primary') return assessDiscard(world, to);
  // Neither its position nor the time of its newest write tells where the two lines parted.
  if (!sameLine(source, target)) return { kind: 'unknown' };
  if (target && compare(source, target, undefined) === 'proven') return { kind: 'none' };
  const from = source?.lastWal;
  const received = target?.lastRemoteWal;
  if (from !== undefined && received) {
    // A primary takes writes until its demotion, and they arrive only over a link.
    const isUpperBound = source?.mode !== 'primary';
    const wals = Math.max(0, from - received);
    // A copy of one moment, which has nothing of what was written after it.
    const since = target.hasWritesUntil === undefined || wals === 0 ? {} : { since: target.hasWritesUntil };
    return { kind: 'counted', wals, ...unitOf(world), ...since, isUpperBound };
  }
  const since = lossBegins(target);
  if (since === undefined) return { kind: 'unknown' };
  const seconds = Math.max(0, Math.ceil(((target?.serverTimeMs ?? world.now) - since) / 1000));
  const isUpperBound = target?.canaryAgeMs !== undefined;
  return { kind: 'since', since: new Date(since).toISOString(), seconds, isUpperBound };
}

/** The time from which a secondary may lack writes, milliseconds since the epoch by its own clock. */
export function lossBegins(target: UpCluster | undefined): number | undefined {
  const since =
    target?.hasWritesUntil === undefined
      ? Date.parse(target?.lastHeartbeat ?? '') - (target?.canaryAgeMs ?? 0)
      : Date.parse(target.hasWritesUntil);
  return Number.isNaN(since) ? undefined : since;
}

/** What the other cluster has and `primary` has not. A link would overwrite it. Pure. */
export function assessDiscard(world: World, primary: ClusterName): Loss {
  if (linkTo(world, primary) !== undefined) return { kind: 'none' };
  return assessPromoted(world, primary, upCluster(world.clusters[otherCluster(primary)]));
}

/**
 * What the other cluster had written when this run demoted it. It may have taken a write after the look that the operation
 * began with.
 */
export function assessDemoted({ promotion, run, ...world }: World, primary: ClusterName): Loss {
  const { lastWalBeforeDemote: had } = run;
  const received = promotion?.cluster === primary ? promotion.lastRemoteWal : undefined;
  if (had === undefined || !received || had <= received) return { kind: 'none' };
  const since = promotion?.since === undefined ? {} : { since: promotion.since };
  return { kind: 'counted', wals: had - received, ...unitOf(world), ...since, isUpperBound: true };
}

/** Compares what the other cluster reports with what this one had when it was promoted. */
function assessPromoted(
  { promotion, clusters, ...world }: World,
  name: ClusterName,
  other: UpCluster | undefined,
): Loss {
  const now = upCluster(clusters[name]);
  if (other?.merkleRoot !== undefined && other.merkleRoot === now?.merkleRoot) return { kind: 'none' };
  if (promotion?.cluster !== name) return { kind: 'unknown' };
  if (promotion.proof === 'came' && other?.mode !== 'primary') return { kind: 'none' };
  if (other === undefined) return sincePromotion(promotion.since, Date.parse(promotion.at));
  const { lastRemoteWal, merkleRoot } = promotion;
  if (other.merkleRoot !== undefined && other.merkleRoot === merkleRoot) return { kind: 'none' };
  if (other.lastWal === undefined || !lastRemoteWal || other.lastWal < lastRemoteWal) return { kind: 'unknown' };
  const wals = other.lastWal - lastRemoteWal;
  const haveRoots = other.merkleRoot !== undefined && merkleRoot !== undefined;
  // Equal numbers and different roots: something differs, and no number says how much.
  if (wals === 0) return haveRoots ? { kind: 'unknown' } : { kind: 'none' };
  const since = promotion.since === undefined ? {} : { since: promotion.since };
  return { kind: 'counted', wals, ...unitOf(world), ...since, isUpperBound: other.mode !== 'primary' };
}

function sincePromotion(since: string | undefined, promotedAt: number): Loss {
  if (since === undefined) return { kind: 'unknown' };
  const seconds = Math.max(0, Math.ceil((promotedAt - Date.parse(since)) / 1000));
  return { kind: 'since', since, seconds, isUpperBound: false };
}

function unitOf({ replication }: Pick<World, 'replication'>): { readonly unit?: Exclude<LagUnit, 'WALs'> } {
  const unit = replication?.lagUnit;
  return unit === undefined || unit === 'WALs' ? {} : { unit };
}

/** A loss in words, for a reason. */
export function describeLoss(loss: Loss): string {
  switch (loss.kind) {
    case 'none':
      return 'nothing';
    case 'counted':
      return (
        (loss.isUpperBound
          ? `at most ${loss.wals} ${loss.unit ?? 'WALs'}`
          : `${loss.wals} ${loss.unit ?? 'WALs'} or more`) + (loss.since ? ` since ${loss.since}` : '')
      );
    case 'since':
      return `what was written since ${loss.since}, ${loss.seconds} s ago${loss.isUpperBound ? '' : ', or a little before'}`;
    case 'unknown':
      return 'how much is not known';
  }
}
