import { Option, type Command } from 'commander';
import type { Acceptance } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { breakGlass } from '../break-glass/break-glass';
import type { BreakGlassOptions } from '../break-glass/engine';
import type { Io } from '../io';
import type { ChangingOperation } from '../operations/request';
import { inSession } from '../session';
import { acceptOption, helpText, KEPT_PRIMARY, NEW_PRIMARY, parseSeconds } from './options';

interface Options extends BreakGlassOptions {
  readonly to?: ClusterName;
  readonly reason?: string;
  readonly accept?: readonly Acceptance[];
}

const DESCRIPTION =
  'Use this when the Lambdas or the operation token are not available. The operation runs in this process, with ' +
  'operation tokens that are generated from key shares: recovery keys with auto-unseal, otherwise unseal keys, always ' +
  'those of the first primary. Key shares come from the variables VAULT_RECOVERY_KEY_1, VAULT_RECOVERY_KEY_2 and so ' +
  'on, from files, or from hidden prompts, one person after the other. VAULT_TOKEN (a root or batch token) is needed ' +
  'for calls to a primary (demote, link). Vault 2.x requires a token to generate an operation token too: if VAULT_TOKEN is ' +
  'not set or may not do that, the break-glass token is read from AWS Secrets Manager.';

const OPERATIONS: readonly (readonly [ChangingOperation, string])[] = [
  ['failover', 'promote the secondary, move the client name, and link the old primary if it answers'],
  ['failback', 'switch over to home'],
  ['rejoin', 'demote an old primary that is back, and make it follow'],
];

export function register(program: Command, io: Io): void {
  const command = program
    .command('break-glass')
    .summary('run an operation with key shares, without Lambdas and without an operation token')
    .description(DESCRIPTION)
    .addHelpText(
      'after',
      helpText([
        [
          "vault-dr break-glass failover prod --reason 'eu-west-1 is down'",
          'prompt for the key shares without showing them',
        ],
        ['vault-dr break-glass failover prod --dry-run', 'show the exact calls; needs no key share'],
        [
          'vault-dr break-glass rejoin prod --key-file /media/usb1/share',
          'read one share from a file and prompt for the others',
        ],
        [
          "vault-dr break-glass failover prod --without-lease --move-name-by-hand --reason 'AWS is down'",
          'run without AWS',
        ],
      ]),
    );
  for (const [operation, summary] of OPERATIONS) registerOperation(command, io, operation, summary);
}

function registerOperation(parent: Command, io: Io, operation: ChangingOperation, summary: string): void {
  const command = parent
    .command(operation)
    .summary(summary)
    .description(`${summary}, with key shares.`)
    .argument('[environment]', 'same as --env');
  if (operation !== 'failback') {
    const target = operation === 'rejoin' ? KEPT_PRIMARY : NEW_PRIMARY;
    command.addOption(new Option('--to <cluster>', target).choices(CLUSTER_NAMES));
  }
  command
    .option('--key-file <file>', 'file that holds one key share; repeat it for more', collect)
    .option('--reason <text>', `reason for the journal${operation === 'failover' ? ' (required)' : ''}`)
    .addOption(acceptOption())
    .option(
      '--without-lease',
      'continue when no lease table answers; nothing then prevents another operation at the same time',
    )
    .option('--move-name-by-hand', 'do not call Route 53; show when and how to move the client name')
    .option('--timeout <seconds>', 'longest duration of one operation', parseSeconds)
    .option('--dry-run', 'show the exact calls and change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
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

/** Not a variadic option: that would also take the environment. */
const collect = (file: string, before: readonly string[] = []): readonly string[] => [...before, file];
