import type { OperationRequest } from '../operations/request';
import { commandLine } from '../render/command-line';
import type { GlassSession } from './break-glass';

/** The command for a request, with the same options as this one. It names files, never what is in them. */
export function glassCommand({ settings, options }: GlassSession, request: OperationRequest): string {
  // A switchover with key shares is a failback, or has no command.
  if (request.operation === 'switchover') return commandLine(settings, request);
  const flags = [
    ...(options.keyFile ?? []).map((file) => `--key-file ${file}`),
    ...(options.withoutLease ? ['--without-lease'] : []),
    ...(options.moveNameByHand ? ['--move-name-by-hand'] : []),
  ];
  return commandLine(settings, request, ...flags).replace('vault-dr ', 'vault-dr break-glass ');
}
