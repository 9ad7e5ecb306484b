import { isOlder } from '../../../functions/shared/version';
import { otherCluster, type ClusterName } from '../../../functions/shared/contract';
import type { SimWorld } from '../sim-world';
import { broken, excuse, FRESH_MS, type Seen, type Verdict } from './seen';

const STILL_FRESH = excuse('a cluster changed while the last read still counted as fresh');

/** No cluster is linked below one with a newer Vault. */
export function linksDownward({ clusters, clock }: SimWorld, follower: ClusterName): Verdict {
  const [own, other] = [clusters[follower], clusters[otherCluster(follower)]];
  if (!isOlder(own.version, other.version)) return undefined;
  if (clock.now() - other.upgradedAt < FRESH_MS) return STILL_FRESH;
  return broken(`${follower}, which runs ${own.version}, is linked below ${other.version}`);
}

/** A good link that nobody can see is not cut. A run that has demoted the cluster knows that it has none. */
export function cutsNothingUnseen({ clusters, clock }: SimWorld, seen: Seen, follower: ClusterName): Verdict {
  const [own, other] = [clusters[follower], clusters[otherCluster(follower)]];
  const since = Math.min(own.hiddenSince, other.hiddenSince);
  if (since === Number.POSITIVE_INFINITY || !own.isLinkedTo(other)) return undefined;
  if (clock.now() - since < FRESH_MS) return STILL_FRESH;
  const links = seen.effects.filter(({ what }) => what === `link ${follower}`).length;
  if (seen.demotedAt[follower] !== undefined && links <= 1) return undefined;
  return broken(`a link of ${follower} that cannot be seen is cut and made again`);
}

/** No primary is demoted that would not come back, unless that was accepted. */
export function demotesTheLicensed({ clusters, clock, habits }: SimWorld, seen: Seen, name: ClusterName): Verdict {
  const { licenseEndedAt } = clusters[name];
  if (licenseEndedAt === Number.POSITIVE_INFINITY || seen.operation === undefined) return undefined;
  if (habits.statusShape === 'first') return excuse('an old Vault does not report its license');
  if (seen.accept.has('license-ended')) return excuse('license-ended was accepted');
  if (clock.now() - licenseEndedAt < FRESH_MS) return STILL_FRESH;
  // An operation that is undone has no other way.
  if (seen.effects.some(({ what }) => /^(demote|promote)/.test(what))) return undefined;
  return broken(`${name} is demoted, and its license has ended`);
}
