import { Option, type Command } from 'commander';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { enable, type EnableOptions } from '../enable/enable';
import type { Io } from '../io';
import { inSession } from '../session';
import { helpText } from './options';

export function register(program: Command, io: Io): void {
  program
    .command('enable')
    .summary('first enablement: make two fresh clusters a pair')
    .description(
      'Enables DR replication on home, makes away its secondary (which wipes it), waits until it streams, sees that a ' +
        'write arrives, and has the first operation tokens written. Says what is already so, and does only the rest. ' +
        'VAULT_TOKEN is a token of the primary, VAULT_SECONDARY_TOKEN one of the cluster that will be wiped; what is ' +
        'not set is asked for, unseen.',
    )
    .argument('[environment]', 'the same as --env')
    .addOption(
      new Option('--wipe <cluster>', 'instead of typing its name: this cluster may be wiped').choices(CLUSTER_NAMES),
    )
    .option('--dry-run', 'say what is left to do and change nothing')
    .option('-y, --yes', 'do not ask, where nothing is wiped')
    .addHelpText(
      'after',
      helpText([
        ['vault-dr enable prod --dry-run', 'what is done, what is left'],
        ['vault-dr enable prod', 'asks for the name of the cluster that is wiped'],
      ]),
    )
    .action(inSession<EnableOptions>(io, enable));
}
