import type { Operation } from '../../functions/dr-operations/contract';
import type { FencedBy } from '../../functions/dr-operations/fences';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { commandLine } from '../render/command-line';
import { primariesAmong, type Assessment } from './assess';
import { REASON_PLACEHOLDER, type ChangingOperation } from './request';

/** A command to run, and its purpose. */
export interface Advice {
  readonly command: string;
  readonly why: string;
}

type AdvisedPair = Pick<EnvironmentSettings, 'name' | 'replication' | 'witnessRegion'>;

/** Advises commands for the current state. The commands themselves check whether they are safe. Pure. */
export function advise(settings: AdvisedPair, assessment: Assessment): Advice[] {
  const roles = [nextRole(settings, assessment), nextControl(settings, assessment)].filter(
    (advice) => advice !== undefined,
  );
  const why = settings.replication === 'enterprise' ? reasonToRotate(assessment) : undefined;
  if (why === undefined || assessment.primary === undefined) return roles;
  return [...roles, { command: `vault-dr token rotate ${settings.name}`, why }];
}

function reasonToRotate({ tokenExpiresAt, unseen, problems }: Assessment): string | undefined {
  if (CLUSTER_NAMES.some((region) => tokenExpiresAt[region] === undefined && !unseen.includes(region))) {
    return 'a region has no usable operation token';
  }
  const isDue = problems.some(({ kind }) => kind === 'rotation-stopped' || kind === 'token-ends-soon');
  return isDue ? 'a new operation token is due in a region' : undefined;
}

function nextRole(settings: AdvisedPair, assessment: Assessment): Advice | undefined {
  const { unfinished, primary, clusters, weights } = assessment;
  const role = (name: ClusterName): string | undefined => clusters[name]?.role;
  if (unfinished) {
    const { to } = unfinished;
    const operation = COMPLETED_BY[unfinished.operation];
    const reason = operation === 'failover' ? { reason: REASON_PLACEHOLDER } : {};
    return {
      command: commandLine(settings, { operation, to, ...reason }),
      why: 'continues the operation that was begun',
    };
  }
  if (primariesAmong(clusters).length === 2) {
    return {
      command: commandLine(settings, { operation: 'rejoin' }),
      why: 'demotes the old primary; shows first what is discarded',
    };
  }
  if (primary === undefined) return resumeHandover(settings, assessment) ?? promoteSurvivor(settings, assessment);
  const other = otherCluster(primary);
  if (weights && weights[primary] === 0) {
    const move = canBePlanned(settings, assessment)
      ? ({ operation: 'switchover', to: primary } as const)
      : ({ operation: 'failover', to: primary, reason: REASON_PLACEHOLDER } as const);
    return { command: commandLine(settings, move), why: `moves the client name to ${primary}` };
  }
  if (assessment.problems.some(({ kind }) => kind === 'not-following') && hasOldCopy(settings, clusters[other])) {
    return { command: `vault-dr doctor ${settings.name}`, why: `looks for why no new file reaches ${other}` };
  }
  const fence = assessment.fences?.find(({ cluster }) => cluster === other);
  if (fence)
    return { command: commandLine(settings, { operation: 'rejoin' }), why: WHY_REJOIN[fence.by](other, primary) };
  if (role(other) === 'secondary' && assessment.problems.some(({ kind }) => kind === 'not-following')) {
    return { command: commandLine(settings, { operation: 'rejoin' }), why: `makes ${other} follow ${primary}` };
  }
  return undefined;
}

/** Why a rejoin comes next, by what keeps the old primary from taking writes. */
const WHY_REJOIN: Readonly<Record<FencedBy, (old: ClusterName, primary: ClusterName) => string>> = {
  database: (old, primary) => `says how the database of ${old} becomes a replica of the one of ${primary}`,
  'servers-stopped': (old) =>
    `at once when a person has started Vault on the servers of ${old}, which no client reaches`,
  'told-to-stop': (old, primary) =>
    `lets the servers of ${old} serve again and makes it follow ${primary}; shows the loss`,
  'demotion-begun': (old, primary) => `starts Vault at ${old} and makes it follow ${primary}; shows the loss`,
};

/** A cluster that a killed run may have taken down has the data, and only a switchover lets it serve and hands over. */
function resumeHandover(settings: AdvisedPair, { fences = [], clusters }: Assessment): Advice | undefined {
  const begun = fences.find(
    ({ by, cluster }) => by === 'demotion-begun' && clusters[otherCluster(cluster)]?.role === 'secondary',
  );
  if (begun === undefined) return undefined;
  const to = otherCluster(begun.cluster);
  const why = `lets ${begun.cluster} serve again, which has every write, and hands over to ${to}`;
  return { command: commandLine(settings, { operation: 'switchover', to }), why };
}

/** A parked cluster whose files are too old. Nothing is wrong with its role. */
const hasOldCopy = ({ replication }: AdvisedPair, report: Assessment['clusters'][ClusterName]): boolean =>
  replication === 'snapshot' &&
  report?.observation.kind === 'up' &&
  report.observation.mode === 'secondary' &&
  report.observation.lastRemoteWal !== undefined;

/** A planned operation needs two lease tables, and a failover needs one. While a region is lost, its table is silent. */
function canBePlanned({ witnessRegion }: AdvisedPair, { problems }: Assessment): boolean {
  const silent = problems.flatMap(({ kind, cluster }) => (kind === 'table-unreachable' ? [cluster ?? 'witness'] : []));
  const tables = witnessRegion === undefined ? 2 : 3;
  return tables - new Set(silent).size >= 2;
}

/** Advises what makes a failover begin by itself again. */
function nextControl(settings: AdvisedPair, { problems }: Assessment): Advice | undefined {
  const has = (wanted: string): boolean => problems.some(({ kind }) => kind === wanted);
  if (has('automatic-unacknowledged')) {
    return { command: `vault-dr acknowledge ${settings.name}`, why: 'when somebody has looked at it: ends the alarm' };
  }
  if (has('automatic-paused')) {
    return { command: `vault-dr resume ${settings.name}`, why: 'when the reason of the pause is over' };
  }
  return undefined;
}

/** Advises a failover to a secondary whose primary is gone. */
function promoteSurvivor(settings: AdvisedPair, { clusters }: Assessment): Advice | undefined {
  const survivor = CLUSTER_NAMES.find(
    (name) => clusters[name]?.role === 'secondary' && clusters[otherCluster(name)]?.role === 'gone',
  );
  if (survivor === undefined) return undefined;
  return {
    command: commandLine(settings, { operation: 'failover', to: survivor, reason: REASON_PLACEHOLDER }),
    why: `makes ${survivor} primary; shows the possible loss first`,
  };
}

/** The command that completes an operation that was begun. */
const COMPLETED_BY: Readonly<Record<Operation, ChangingOperation>> = {
  status: 'switchover',
  switchover: 'switchover',
  failover: 'failover',
  failback: 'failback',
  rejoin: 'rejoin',
  fence: 'rejoin',
  'dns-switch': 'switchover',
  link: 'rejoin',
};
