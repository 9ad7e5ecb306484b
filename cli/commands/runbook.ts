import type { Command } from 'commander';
import type { Io } from '../io';
import { renderRunbook } from '../runbook/render';
import { inSession } from '../session';
import { helpText } from './options';

const ABOUT =
  'Written by `vault-dr runbook`. The status of each situation is an example; addresses and commands are yours.';

export function register(program: Command, io: Io): void {
  program
    .command('runbook')
    .summary('print the runbook with the addresses of the pair, in Markdown')
    .description(
      'Prints what to do in each situation: the status that shows it, the command, and the same calls by hand for the ' +
        'case that the tool is missing. Calls nothing. Keep a copy where an outage does not reach.',
    )
    .argument('[environment]', 'same as --env')
    .addHelpText('after', helpText([['vault-dr runbook prod > runbook.md', 'write a copy to keep']]))
    .action(
      inSession(io, ({ settings }) => {
        io.out(renderRunbook(settings, ABOUT).trimEnd());
        return Promise.resolve();
      }),
    );
}
