import { Option, type Command } from 'commander';
import type { Acceptance } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { Io } from '../io';
import { operate, type OperationOptions } from '../operations/operate';
import type { ChangingOperation } from '../operations/request';
import { inSession } from '../session';
import { acceptOption } from './accept-option';
import { addRunOptions, helpText, type Examples } from './options';

/** What one command of this kind says about itself. */
export interface OperationCommand {
  readonly operation: ChangingOperation;
  readonly summary: string;
  readonly description: string;
  readonly examples: Examples;
  /** What `--to` names, where it may lead to either cluster. @default - it takes none */
  readonly target?: string;
  /** Whether the journal needs to know why. */
  readonly needsReason?: boolean;
}

interface Options extends OperationOptions {
  readonly to?: ClusterName;
  readonly reason?: string;
  readonly accept?: readonly Acceptance[];
}

/** Declares one operation; they differ in their words only. */
export function registerOperation(program: Command, io: Io, spec: OperationCommand): void {
  const { operation, target, needsReason } = spec;
  const command = program
    .command(operation)
    .summary(spec.summary)
    .description(spec.description)
    .argument('[environment]', 'the same as --env');
  if (target !== undefined) command.addOption(new Option('--to <cluster>', target).choices(CLUSTER_NAMES));
  addRunOptions(command)
    .option('--reason <text>', `why, for the journal${needsReason ? ' (needed)' : ''}`)
    .addOption(acceptOption())
    .option('--dry-run', 'say the exact calls and change nothing')
    .addHelpText('after', helpText(spec.examples))
    .action(
      inSession<Options>(io, async (session) => {
        const { to, accept } = session.options;
        const reason = session.options.reason ?? (await askReason(io, spec, session.options));
        await operate(session, {
          operation,
          ...(to && { to }),
          ...(reason !== undefined && { reason }),
          ...(accept && { accept }),
        });
      }),
    );
}

async function askReason(io: Io, spec: OperationCommand, options: Options): Promise<string | undefined> {
  const isNeeded = spec.needsReason === true || options.accept !== undefined;
  if (!isNeeded || options.dryRun || options.yes || !io.isTty) return undefined;
  return (await io.ask('Why? (for the journal) ')) || undefined;
}
