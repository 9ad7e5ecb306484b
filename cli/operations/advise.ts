import type { Operation } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { commandLine } from '../render/command-line';
import type { Assessment } from './assess';
import type { ChangingOperation } from './request';

/** One command, and what it does now. */
export interface Advice {
  readonly command: string;
  readonly why: string;
}

/** The command that leads on from here, if there is one. Pure. The command itself checks whether it is safe. */
export function advise(settings: Pick<EnvironmentSettings, 'name'>, assessment: Assessment): Advice[] {
  const roles = [nextRole(settings, assessment)].filter((advice) => advice !== undefined);
  const isTokenMissing = CLUSTER_NAMES.some((region) => assessment.tokenExpiresAt[region] === undefined);
  if (!isTokenMissing || assessment.primary === undefined) return roles;
  const rotate = { command: `vault-dr token rotate ${settings.name}`, why: 'a region has no usable operation token' };
  return [...roles, rotate];
}

function nextRole(settings: Pick<EnvironmentSettings, 'name'>, assessment: Assessment): Advice | undefined {
  const { unfinished, primary, clusters, weights } = assessment;
  const role = (name: ClusterName): string | undefined => clusters[name]?.role;
  if (unfinished) {
    const { to } = unfinished;
    const operation = CARRIES_ON[unfinished.operation];
    const reason = operation === 'failover' ? { reason: REASON } : {};
    return { command: commandLine(settings, { operation, to, ...reason }), why: 'carries on with what was begun' };
  }
  if (role('home') === 'primary' && role('away') === 'primary') {
    return {
      command: commandLine(settings, { operation: 'rejoin' }),
      why: 'demotes the one that the other one took over from; says before what it discards',
    };
  }
  if (primary === undefined) return promoteSurvivor(settings, assessment);
  const other = otherCluster(primary);
  if (weights && weights[primary] === 0) {
    const command = commandLine(settings, { operation: 'switchover', to: primary });
    return { command, why: `moves the client name to ${primary}` };
  }
  if (role(other) === 'secondary' && assessment.problems.some(({ kind }) => kind === 'not-following')) {
    return { command: commandLine(settings, { operation: 'rejoin' }), why: `makes ${other} follow ${primary}` };
  }
  return undefined;
}

/** A secondary whose primary cannot be seen may take over; nothing else can. */
function promoteSurvivor(settings: Pick<EnvironmentSettings, 'name'>, { clusters }: Assessment): Advice | undefined {
  const survivor = CLUSTER_NAMES.find(
    (name) => clusters[name]?.role === 'secondary' && clusters[otherCluster(name)]?.role === 'gone',
  );
  if (survivor === undefined) return undefined;
  return {
    command: commandLine(settings, { operation: 'failover', to: survivor, reason: REASON }),
    why: `makes ${survivor} primary; says before what may be lost`,
  };
}

const REASON = '…';

/** The command that ends what an operation has begun. */
const CARRIES_ON: Readonly<Record<Operation, ChangingOperation>> = {
  status: 'switchover',
  switchover: 'switchover',
  failover: 'failover',
  failback: 'failback',
  rejoin: 'rejoin',
  'dns-switch': 'switchover',
  link: 'rejoin',
};
