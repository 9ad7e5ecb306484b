import { Option, type Command } from 'commander';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { enable, type EnableOptions } from '../enable/enable';
import type { Io } from '../io';
import { inSession } from '../session';
import { helpText } from './options';

export function register(program: Command, io: Io): void {
  program
    .command('enable')
    .summary('enable replication: make two fresh clusters a pair')
    .description(
      'Enables DR replication on home, makes away its secondary (which wipes away), waits until away streams, checks ' +
        'that a write arrives, and lets the Lambdas store the first operation tokens. Skips every step that is already ' +
        'done. VAULT_TOKEN is a token of the primary; VAULT_SECONDARY_TOKEN is one of the cluster that will be wiped. ' +
        'A token that is not set is read from a hidden prompt.',
    )
    .argument('[environment]', 'same as --env')
    .addOption(
      new Option('--wipe <cluster>', 'allow this cluster to be wiped, instead of typing its name').choices(
        CLUSTER_NAMES,
      ),
    )
    .option('--dry-run', 'show the remaining steps and change nothing')
    .option('-y, --yes', 'do not ask for confirmation, unless a cluster is wiped')
    .addHelpText(
      'after',
      helpText([
        ['vault-dr enable prod --dry-run', 'show what is done and what remains'],
        ['vault-dr enable prod', 'run; asks for the name of the cluster that will be wiped'],
      ]),
    )
    .action(inSession<EnableOptions>(io, enable));
}
