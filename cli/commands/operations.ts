import { Option, type Command } from 'commander';
import type { Acceptance } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import type { Io } from '../io';
import { operate, type OperationOptions } from '../operations/operate';
import type { ChangingOperation } from '../operations/request';
import { inSession } from '../session';
import { acceptOption, addRunOptions, helpText, KEPT_PRIMARY, NEW_PRIMARY, type Examples } from './options';

/** What one command of this kind says about itself. */
interface OperationCommand {
  readonly operation: ChangingOperation;
  readonly summary: string;
  readonly description: string;
  readonly examples: Examples;
  /** Help text of `--to`. @default - the command has no `--to` */
  readonly target?: string;
  /** Whether the journal needs a reason. @default false */
  readonly needsReason?: boolean;
}

const OPERATION_COMMANDS: readonly OperationCommand[] = [
  {
    operation: 'switchover',
    summary: 'make the other cluster primary while both are healthy; loses nothing',
    description:
      'Planned swap of the roles. Demotes the primary, waits until the secondary has every write, promotes the ' +
      'secondary, moves the client name, and makes the old primary follow. Refuses when a write could be lost.',
    target: NEW_PRIMARY,
    examples: [
      ['vault-dr switchover prod', 'make away primary, after a confirmation'],
      ['vault-dr switchover prod --dry-run', 'show the exact calls and change nothing'],
      ["vault-dr switchover prod --yes --reason 'upgrade of home'", 'run from a pipeline'],
    ],
  },
  {
    operation: 'failover',
    summary: 'the primary is lost: make the other cluster primary',
    description:
      'Promotes the secondary of a lost primary and moves the client name to it. Demotes the old primary first if it ' +
      'still answers. Shows the possible loss before it changes anything. Run rejoin when the old primary is back.',
    target: NEW_PRIMARY,
    needsReason: true,
    examples: [
      ["vault-dr failover prod --reason 'eu-west-1 is down'", 'make away primary, after a confirmation'],
      ['vault-dr failover prod --dry-run', 'show the exact calls and the possible loss'],
      ["vault-dr failover prod --local --reason 'no Lambda'", 'run from this machine, with your AWS credentials'],
    ],
  },
  {
    operation: 'failback',
    summary: 'make the home cluster primary again; loses nothing',
    description: 'A switchover to the home cluster. The home cluster must follow the other one.',
    examples: [
      ['vault-dr failback prod', 'make home primary, after a confirmation'],
      ['vault-dr failback prod --dry-run', 'show the exact calls and change nothing'],
    ],
  },
  {
    operation: 'rejoin',
    summary: 'make an old primary that is back the secondary',
    description:
      'Demotes a cluster that came back as a second primary, and makes it follow the cluster that took over. Shows ' +
      'what only that cluster has, which is discarded, and needs --accept loss unless that is provably nothing.',
    target: KEPT_PRIMARY,
    examples: [
      ['vault-dr rejoin prod', 'run after a confirmation'],
      ['vault-dr rejoin prod --dry-run', 'show which cluster would follow, what is discarded, and the exact calls'],
      ["vault-dr rejoin prod --to away --accept loss --reason 'away has the clients'", 'of two primaries, keep away'],
    ],
  },
  {
    operation: 'fence',
    summary: 'demote the old one of two primaries, and no more',
    description:
      'Ends the role of a cluster that came back as a second primary, so that no client writes there. It keeps its data ' +
      'until rejoin, which says what that discards.',
    target: KEPT_PRIMARY,
    examples: [
      ['vault-dr fence prod', 'run after a confirmation'],
      ['vault-dr fence prod --dry-run', 'show which cluster would be demoted, and the exact calls'],
    ],
  },
  {
    operation: 'dns-switch',
    summary: 'move the client name to the cluster that took over, and no more',
    description:
      'Leads the client name to the only primary, or to the one that took over. Changes no role. Refuses while it is ' +
      'not certain which cluster that is.',
    examples: [
      ['vault-dr dns-switch prod', 'run after a confirmation'],
      ['vault-dr dns-switch prod --dry-run', 'show the change of the records'],
    ],
  },
];

interface Options extends OperationOptions {
  readonly to?: ClusterName;
  readonly reason?: string;
  readonly accept?: readonly Acceptance[];
}

/** Declares `switchover`, `failover`, `failback`, `rejoin`, `fence` and `dns-switch`. */
export function register(program: Command, io: Io): void {
  for (const command of OPERATION_COMMANDS) registerOperation(program, io, command);
}

function registerOperation(program: Command, io: Io, spec: OperationCommand): void {
  const { operation, target, needsReason } = spec;
  const command = program
    .command(operation)
    .summary(spec.summary)
    .description(spec.description)
    .argument('[environment]', 'same as --env');
  if (target !== undefined) command.addOption(new Option('--to <cluster>', target).choices(CLUSTER_NAMES));
  addRunOptions(command)
    .option('--reason <text>', `reason for the journal${needsReason ? ' (required)' : ''}`)
    .addOption(acceptOption())
    .option('--dry-run', 'show the exact calls and change nothing')
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
  return (await io.ask('Reason (for the journal): ')) || undefined;
}
