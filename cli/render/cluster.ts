import type { ClusterReport } from '../../functions/dr-operations/result';

/** A cluster in a few words: `primary`, `secondary, stream-wals`, `unreachable (timeout)`. */
export function describeCluster(report: ClusterReport): string {
  const { observation } = report;
  const state = observation.kind === 'up' ? observation.state : undefined;
  return state === undefined || state === 'running' ? describeRole(report) : `${describeRole(report)}, ${state}`;
}

/** Its role, or why it has none. */
export function describeRole({ role, observation }: ClusterReport): string {
  switch (observation.kind) {
    case 'up':
      return role === 'primary' && !observation.serving ? 'primary, not serving' : role;
    case 'unreachable':
      return `unreachable (${observation.cause})`;
    case 'odd':
      return `not Vault (${observation.problem})`;
    case 'changing':
    case 'sealed':
    case 'uninitialised':
      return observation.kind;
  }
}
