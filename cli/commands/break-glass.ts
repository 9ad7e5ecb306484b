import { Option, type Command } from 'commander';
import type { Acceptance } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { breakGlass, type BreakGlassOptions } from '../break-glass/break-glass';
import type { Io } from '../io';
import type { ChangingOperation } from '../operations/request';
import { inSession } from '../session';
import { acceptOption } from './accept-option';
import { helpText, KEPT_PRIMARY, NEW_PRIMARY, parseSeconds } from './options';

interface Options extends BreakGlassOptions {
  readonly to?: ClusterName;
  readonly reason?: string;
  readonly accept?: readonly Acceptance[];
}

const DESCRIPTION =
  'For the day on which the Lambdas or the operation token are part of the disaster. Runs in this process, with ' +
  'operation tokens made from key shares: recovery keys where Vault unseals by itself, else unseal keys, always those ' +
  'of the first primary. They come from the variables VAULT_RECOVERY_KEY_1, VAULT_RECOVERY_KEY_2 and so on, from ' +
  'files, or from people one after the other, unseen. VAULT_TOKEN (a root or batch token) is for what a primary is ' +
  'asked: demoting, linking; and Vault 2.x wants it for making an operation token.';

const OPERATIONS: readonly (readonly [ChangingOperation, string])[] = [
  ['failover', 'promote the secondary, move the name, let the old primary follow where it answers'],
  ['failback', 'a switchover to home'],
  ['rejoin', 'a returned old primary is demoted and follows'],
];

export function register(program: Command, io: Io): void {
  const command = program
    .command('break-glass')
    .summary('do it with key shares, without Lambda and operation token')
    .description(DESCRIPTION)
    .addHelpText(
      'after',
      helpText([
        ["vault-dr break-glass failover prod --reason 'eu-west-1 is down'", 'asks for the key shares, unseen'],
        ['vault-dr break-glass failover prod --dry-run', 'the exact calls; needs no key share'],
        [
          'vault-dr break-glass rejoin prod --key-file /media/usb1/share',
          'one share from a file, the others are asked for',
        ],
        ["vault-dr break-glass failover prod --without-lease --move-name-by-hand --reason 'AWS is down'", ''],
      ]),
    );
  for (const [operation, summary] of OPERATIONS) registerOperation(command, io, operation, summary);
}

function registerOperation(parent: Command, io: Io, operation: ChangingOperation, summary: string): void {
  const command = parent
    .command(operation)
    .summary(summary)
    .description(`${summary}, with key shares.`)
    .argument('[environment]', 'the same as --env');
  if (operation !== 'failback') {
    const target = operation === 'rejoin' ? KEPT_PRIMARY : NEW_PRIMARY;
    command.addOption(new Option('--to <cluster>', target).choices(CLUSTER_NAMES));
  }
  command
    .option('--key-file <file...>', 'files with one key share each')
    .option('--reason <text>', `why, for the journal${operation === 'failover' ? ' (needed)' : ''}`)
    .addOption(acceptOption())
    .option('--without-lease', 'go on where no lease table answers: nothing then keeps others from acting too')
    .option('--move-name-by-hand', 'do not ask Route 53: say when to move the name, and how')
    .option('--timeout <seconds>', 'longest duration of one operation', parseSeconds)
    .option('--dry-run', 'say the exact calls and change nothing')
    .option('-y, --yes', 'do not ask')
    .action(
      inSession<Options>(io, async (session) => {
        const { to, reason, accept } = session.options;
        await breakGlass(session, {
          operation,
          ...(to && { to }),
          ...(reason !== undefined && { reason }),
          ...(accept && { accept }),
        });
      }),
    );
}
