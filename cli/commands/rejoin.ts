import type { Command } from 'commander';
import type { Io } from '../io';
import { registerOperation } from './operation';

export function register(program: Command, io: Io): void {
  registerOperation(program, io, {
    operation: 'rejoin',
    summary: 'a returned old primary becomes the secondary again',
    description:
      'Demotes a cluster that came back as a second primary, and makes it follow the one that the clients are on. What ' +
      'it took in after the failover is lost to it.',
    examples: [
      ['vault-dr rejoin prod', 'after asking'],
      ['vault-dr rejoin prod --dry-run', 'which cluster would follow which, and the exact calls'],
    ],
  });
}
