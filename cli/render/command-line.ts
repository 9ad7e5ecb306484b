import type { EnvironmentSettings } from '../config';
import { parseOperationEvent } from '../../functions/dr-operations/event';
import type { OperatorRequest } from '../operations/request';

/** Writes the command line for a request. */
export type CommandOf = (request: OperatorRequest) => string;

/** The command for a request, quoted for a shell. Leaves out `--to` where it is the default. */
export function commandLine(
  { name }: Pick<EnvironmentSettings, 'name'>,
  { operation, to, reason, accept = [] }: OperatorRequest,
  ...options: readonly string[]
): string {
  const { to: defaultTarget } = parseOperationEvent({ operation, dryRun: true });
  return [
    'vault-dr',
    operation,
    name,
    ...(to !== undefined && to !== defaultTarget ? [`--to ${to}`] : []),
    ...(accept.length > 0 ? [`--accept ${accept.join(',')}`] : []),
    ...(reason === undefined ? [] : [`--reason ${quote(reason)}`]),
    ...options,
  ].join(' ');
}

/** A text as one word of a shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
