import type { Command } from 'commander';
import type { Io } from '../io';
import { registerOperation } from './operation';

export function register(program: Command, io: Io): void {
  registerOperation(program, io, {
    operation: 'failback',
    summary: 'back to the home cluster; loses nothing',
    description: 'A switchover to the home cluster, once it follows the other one again.',
    examples: [
      ['vault-dr failback prod', 'after asking'],
      ['vault-dr failback prod --dry-run', 'the exact calls, nothing is changed'],
    ],
  });
}
