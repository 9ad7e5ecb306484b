import { Option, type Command } from 'commander';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { Io } from '../io';
import { operate, type OperationOptions } from '../operations/operate';
import type { ChangingOperation } from '../operations/request';
import { inSession } from '../session';
import { addRunOptions, helpText, type Examples } from './options';

/** What one command of this kind says about itself. */
export interface OperationCommand {
  readonly operation: ChangingOperation;
  readonly summary: string;
  readonly description: string;
  readonly examples: Examples;
  /** Whether it may lead to either cluster. */
  readonly takesTarget?: boolean;
  /** Whether the journal needs to know why. */
  readonly needsReason?: boolean;
}

interface Options extends OperationOptions {
  readonly to?: ClusterName;
  readonly reason?: string;
  readonly force?: boolean;
}

/** Declares one operation; they differ in their words only. */
export function registerOperation(program: Command, io: Io, spec: OperationCommand): void {
  const { operation, takesTarget, needsReason } = spec;
  const command = program
    .command(operation)
    .summary(spec.summary)
    .description(spec.description)
    .argument('[environment]', 'the same as --env');
  if (takesTarget) {
    command.addOption(
      new Option('--to <cluster>', 'cluster that shall be primary; away by default').choices(CLUSTER_NAMES),
    );
  }
  addRunOptions(command)
    .option('--reason <text>', `why, for the journal${needsReason ? ' (needed)' : ''}`)
    .option('--force', 'go on although a check objects; needs a reason')
    .option('--dry-run', 'say the exact calls and change nothing')
    .addHelpText('after', helpText(spec.examples))
    .action(
      inSession<Options>(io, async (session) => {
        const { to, force } = session.options;
        const reason = session.options.reason ?? (await askReason(io, spec, session.options));
        await operate(session, {
          operation,
          ...(to && { to }),
          ...(reason !== undefined && { reason }),
          ...(force && { force }),
        });
      }),
    );
}

async function askReason(io: Io, spec: OperationCommand, options: Options): Promise<string | undefined> {
  const isNeeded = spec.needsReason === true || options.force === true;
  if (!isNeeded || options.dryRun || options.yes || !io.isTty) return undefined;
  return (await io.ask('Why? (for the journal) ')) || undefined;
}
