import type { Command } from 'commander';
import type { Io } from '../io';
import { registerOperation } from './operation';
import { KEPT_PRIMARY } from './options';

export function register(program: Command, io: Io): void {
  registerOperation(program, io, {
    operation: 'rejoin',
    summary: 'a returned old primary becomes the secondary again',
    description:
      'Demotes a cluster that came back as a second primary, and makes it follow the one that took over. Says before ' +
      'what it has alone, which is discarded, and needs --accept loss unless that is provably nothing.',
    target: KEPT_PRIMARY,
    examples: [
      ['vault-dr rejoin prod', 'after asking'],
      ['vault-dr rejoin prod --dry-run', 'which cluster would follow which, what it discards, and the exact calls'],
      ["vault-dr rejoin prod --to away --accept loss --reason 'away has the clients'", 'of two primaries, keep away'],
    ],
  });
}
