import type { EnvironmentSettings } from '../config';
import type { ChangingOperation, OperatorRequest } from '../operations/request';
import type { ClusterName } from '../../functions/shared/contract';

/** Writes the command line for a request. */
export type CommandOf = (request: OperatorRequest) => string;

/** The command for a request, quoted for a shell. Leaves out `--to` where it is the default. */
export function commandLine(
  { name }: Pick<EnvironmentSettings, 'name'>,
  { operation, to, reason, accept = [] }: OperatorRequest,
  ...options: readonly string[]
): string {
  return [
    'vault-dr',
    operation,
    name,
    ...(to !== undefined && DEFAULT_TARGETS[operation] !== to ? [`--to ${to}`] : []),
    ...(accept.length > 0 ? [`--accept ${accept.join(',')}`] : []),
    ...(reason === undefined ? [] : [`--reason ${quote(reason)}`]),
    ...options,
  ].join(' ');
}

/** The cluster that becomes primary without `--to`. */
const DEFAULT_TARGETS: Readonly<Record<ChangingOperation, ClusterName | undefined>> = {
  switchover: 'away',
  failover: 'away',
  failback: 'home',
  rejoin: undefined,
};

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
