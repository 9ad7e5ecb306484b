import type { EnvironmentSettings } from '../config';
import type { ChangingOperation, OperationRequest } from '../operations/request';

/** The command that does this, ready to be pasted into a shell. */
export function commandLine(
  { name }: Pick<EnvironmentSettings, 'name'>,
  { operation, to, reason, accept = [] }: OperationRequest,
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

/** Where an operation leads without `--to`. */
const DEFAULT_TARGETS: Readonly<Record<ChangingOperation, 'home' | 'away' | undefined>> = {
  switchover: 'away',
  failover: 'away',
  failback: 'home',
  rejoin: undefined,
};

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
