import type { Command } from 'commander';
import type { Io } from '../io';
import { registerOperation } from './operation';
import { NEW_PRIMARY } from './options';

export function register(program: Command, io: Io): void {
  registerOperation(program, io, {
    operation: 'failover',
    summary: 'the primary is lost: make the other cluster primary',
    description:
      'Promotes a secondary whose primary is lost, and moves the client name to it. A primary that still answers is ' +
      'demoted first. Says before what may be lost. Afterwards, when the old primary is back: rejoin.',
    target: NEW_PRIMARY,
    needsReason: true,
    examples: [
      ["vault-dr failover prod --reason 'eu-west-1 is down'", 'to away, after asking'],
      ['vault-dr failover prod --dry-run', 'the exact calls and the possible loss'],
      ["vault-dr failover prod --local --reason 'no Lambda'", 'from this machine, with your AWS credentials'],
    ],
  });
}
