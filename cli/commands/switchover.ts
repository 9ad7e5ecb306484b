import type { Command } from 'commander';
import type { Io } from '../io';
import { registerOperation } from './operation';
import { NEW_PRIMARY } from './options';

export function register(program: Command, io: Io): void {
  registerOperation(program, io, {
    operation: 'switchover',
    summary: 'make the other cluster primary, both being healthy; loses nothing',
    description:
      'The planned swap: the primary is demoted, every write is awaited, the other cluster is promoted, the client name ' +
      'moves, and the old primary follows the new one. Refuses when a write could be lost.',
    target: NEW_PRIMARY,
    examples: [
      ['vault-dr switchover prod', 'to away, after asking'],
      ['vault-dr switchover prod --dry-run', 'the exact calls, nothing is changed'],
      ["vault-dr switchover prod --yes --reason 'upgrade of home'", 'from a pipeline'],
    ],
  });
}
