import type { Command } from 'commander';
import type { Io } from '../io';
import { assess } from '../operations/assess';
import { survey } from '../operations/survey';
import { writeResult } from '../render/document';
import { renderStatus } from '../render/status';
import { helpText } from './operation';
import { inSession, type Session } from '../session';

export function register(program: Command, io: Io): void {
  program
    .command('status')
    .summary('show both clusters, the weights and the tokens')
    .description('Looks at both clusters from both regions, and says what is wrong. Changes nothing.')
    .argument('[environment]', 'the same as --env')
    .addHelpText(
      'after',
      helpText([
        ['vault-dr status prod', 'who is primary, and is everything as it should be'],
        ['vault-dr status prod -o json', 'the same for a script'],
      ]),
    )
    .action(inSession(io, showStatus));
}

async function showStatus(session: Session): Promise<void> {
  const { io, options, settings, paint } = session;
  const assessment = assess(await survey(session));
  const document = { environment: settings.name, clientName: settings.clientName, ...assessment };
  writeResult(io, options.output, document, () => renderStatus(settings, assessment, paint, Date.now()));
}
