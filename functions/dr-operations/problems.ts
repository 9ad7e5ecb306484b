import { noReplication } from '../shared/community';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../shared/contract';
import { licenseFault } from '../shared/license';
import { tokenFaults } from '../shared/token-times';
import type { KnownState } from './automatic/state';
import type { ProblemKind } from './kinds';
import { TABLE_NAMES } from './contract';
import { isProofDue } from './plan/after-promotion';
import { isNameDue, leadsTo, linkTo, primariesOf, roleOf, staleServersOf, upCluster } from './plan/facts';
import { refuseLink } from './plan/linkable';
import { wordsOf } from './replication/words';
import type { TableLooks } from './table-looks';
import type { World } from './world';

/** Something that is wrong, or worth a warning. */
export interface Problem {
  readonly kind: ProblemKind;
  /** `kind` as a sentence. */
  readonly text: string;
  /** The cluster that it is about. @default - the pair, or the region */
  readonly cluster?: ClusterName;
}

/** What is wrong with the binary or the license of a cluster. Pure. */
export const binaryProblems = ({ clusters, now }: World): Problem[] =>
  CLUSTER_NAMES.flatMap((cluster): Problem[] => {
    const up = upCluster(clusters[cluster]);
    const found = [
      licenseFault(cluster, up?.license, now),
      up?.isCommunity ? ({ kind: 'not-enterprise', ...noReplication(cluster) } as const) : undefined,
    ];
    return found.flatMap((each) =>
      each ? [{ kind: each.kind, cluster, text: `${each.reason}. ${each.remedy}` }] : [],
    );
  });

/** Everything that differs from a healthy pair, warnings included. Pure. */
export const problemsOf = (world: World): Problem[] => [
  ...roleProblems(world),
  ...recordProblems(world),
  ...tokenProblems(world),
  ...historyProblems(world),
  ...binaryProblems(world),
  ...warningsOf(world),
];

/** The lease tables that give no answer. A planned operation needs two tables. Pure. */
export const tableProblems = (tables: TableLooks): Problem[] =>
  TABLE_NAMES.flatMap((name): Problem[] => {
    const look = tables[name];
    if (look?.kind !== 'silent') return [];
    const effect =
      tables.witness?.kind === 'answers'
        ? 'If another table is lost too, no planned operation can begin'
        : 'No planned operation can begin from here, and a failover has a lease of one region only';
    const text = `The lease table of ${name} cannot be reached (${look.detail}). ${effect}.`;
    return [{ kind: 'table-unreachable', ...(name !== 'witness' && { cluster: name }), text }];
  });

/** What hinders a failover from beginning by itself until somebody does something. Pure. */
export function automaticProblems(state: KnownState | undefined): Problem[] {
  if (state === undefined) return [];
  if (state.kind === 'unknown') {
    const text = 'Nothing begins by itself: fewer than two lease tables answer, so that a pause could be missed.';
    return [{ kind: 'automatic-unknown', text }];
  }
  const { pause, failover } = state;
  const problems: Problem[] = [];
  if (pause) {
    const why = pause.reason === undefined ? '' : ` (${pause.reason})`;
    const text = `${pause.actor} has paused at ${pause.at} what begins by itself${why}: run resume when that is over.`;
    problems.push({ kind: 'automatic-paused', text });
  }
  if (failover && !failover.acknowledged) {
    const text = `A failover has begun by itself at ${failover.at} (${failover.reason}): look at it, then run acknowledge.`;
    problems.push({ kind: 'automatic-unacknowledged', text });
  }
  return problems;
}

/** What is worth knowing and stops nothing. Pure. */
export const warningsOf = (world: World): Problem[] => [
  ...ledByHealth(world),
  ...versionsDiffer(world),
  ...withoutLocks(world),
];

const withoutLocks = ({ clusters }: World): Problem[] =>
  CLUSTER_NAMES.filter((cluster) => upCluster(clusters[cluster])?.hasNoLocks).map((cluster) => {
    const text =
      `The lock of the active node cannot be freed in the database of ${cluster}, so that a promotion takes 15 s longer. ` +
      'Check replication.lockTable, and grant SELECT and DELETE on that table to the role of this system.';
    return { kind: 'lock-table', cluster, text };
  });

function ledByHealth(world: World): Problem[] {
  const { promotion, records } = world;
  const cluster = promotion?.ledByHealth;
  if (cluster === undefined || records.kind === 'invalid' || leadsTo(world, cluster)) return [];
  const text =
    `Route 53 refused to change the weights of the client name, and the health checks lead the clients to ${cluster}. ` +
    'Run the operation again, or invoke dns-switch, when Route 53 takes changes.';
  return [{ kind: 'led-by-health', cluster, text }];
}

function versionsDiffer({ clusters }: World): Problem[] {
  const [home, away] = [upCluster(clusters.home)?.version, upCluster(clusters.away)?.version];
  if (home === undefined || away === undefined || home === away) return [];
  const text =
    `home runs Vault ${home}, away ${away}: ` +
    'an older secondary cannot follow a newer primary. Upgrade it before it is linked again.';
  return [{ kind: 'versions-differ', text }];
}

function tokenProblems({ token, now }: World): Problem[] {
  switch (token.kind) {
    case 'usable':
      return tokenFaults(token, now);
    case 'unusable':
      return [{ kind: 'token-unusable', text: token.detail }];
    case 'not-needed':
      return [];
  }
}

function roleProblems(world: World): Problem[] {
  const [primary, second] = primariesOf(world);
  if (primary === undefined) return [{ kind: 'no-primary', text: 'No cluster is known to be primary.' }];
  if (second !== undefined) return [{ kind: 'two-primaries', text: 'Both clusters are primary: run rejoin.' }];
  const cluster = otherCluster(primary);
  switch (linkTo(world, primary)) {
    case undefined:
      return [{ ...withoutLink(world, cluster), cluster }];
    case 'syncing':
      return [{ kind: 'copying', cluster, text: `${cluster} is still copying from ${primary}.` }];
    case 'streaming':
      return [];
  }
}

function withoutLink(world: World, follower: ClusterName): Problem {
  const refusal = roleOf(world, follower) === 'secondary' ? refuseLink(follower, world) : undefined;
  if (refusal?.refusal === 'follower-older' || refusal?.refusal === 'link-unseen') {
    return { kind: refusal.refusal, text: `${refusal.reason}. ${refusal.remedy}` };
  }
  const text = `${follower} does not follow ${otherCluster(follower)}: ${wordsOf(world).bringBack}.`;
  return { kind: 'not-following', text };
}

function recordProblems(world: World): Problem[] {
  const { records } = world;
  if (records.kind !== 'known') {
    return [{ kind: records.kind === 'invalid' ? 'records-invalid' : 'records-unavailable', text: records.detail }];
  }
  const { weights } = records;
  const [primary, second] = primariesOf(world);
  if (primary === undefined || second !== undefined) return [];
  if (weights[primary] === 255 && weights[otherCluster(primary)] === 0) return [];
  if (world.promotion?.ledByHealth === primary) return []; // a warning says so
  const weightsInWords = `home ${weights.home}, away ${weights.away}`;
  if (isNameDue(world, primary)) {
    const text =
      `A failover has promoted ${primary} and left the client name to others, and it has not been moved yet ` +
      `(${weightsInWords}). Run failover to ${primary}, which moves it.`;
    return [{ kind: 'name-due', cluster: primary, text }];
  }
  const text = `The client name does not lead to ${primary} alone (${weightsInWords}).`;
  return [{ kind: 'name-elsewhere', cluster: primary, text }];
}

function historyProblems(world: World): Problem[] {
  const problems: Problem[] = [];
  const { promotion, unfinished } = world;
  if (promotion && roleOf(world, promotion.cluster) === 'primary' && isProofDue(world, promotion.cluster)) {
    const { cluster } = promotion;
    const text = `${cluster} was promoted, but it is not proven yet that it has every write of ${otherCluster(cluster)}.`;
    problems.push({ kind: 'proof-due', cluster, text });
  }
  const restored = staleServersOf(world);
  if (restored !== undefined) {
    const text =
      `${restored} was restored, and a run ended before all of its servers had begun anew: the others may still have the data ` +
      `of before. Run failover to ${restored}, which restarts them.`;
    problems.push({ kind: 'servers-not-restarted', cluster: restored, text });
  }
  if (unfinished) {
    const { operation, to } = unfinished;
    problems.push({ kind: 'operation-unfinished', cluster: to, text: `${operation} to ${to} began and did not end.` });
  }
  return problems;
}
