import type { Command } from 'commander';
import { refuseUnsupported, unsupportedCommands, type CommunityKind } from '../../../cli/replication/unsupported';
import { createProgram } from '../../../cli/main';
import { processIo } from '../../../cli/io';

const KINDS: readonly CommunityKind[] = ['snapshot', 'postgres'];
const pair = (replication: CommunityKind | 'enterprise') => ({ name: 'prod', replication });
const refusalOf = (kind: CommunityKind, command: string, options: { readonly local?: boolean } = {}): string => {
  try {
    refuseUnsupported(pair(kind), command, options);
  } catch (error) {
    return (error as Error).message;
  }
  return 'not refused';
};

/** Every command of the tool, with the name of its parent. */
const pathsOf = (command: Command, before: readonly string[] = []): string[] =>
  command.commands.flatMap((each) => {
    const path = [...before, each.name()];
    return each.commands.length > 0 ? pathsOf(each, path) : [path.join(' ')];
  });

describe.each(KINDS)('a pair that replicates by %s', (kind) => {
  it('names only commands that the tool has', () => {
    const known = pathsOf(createProgram(processIo()));
    expect(unsupportedCommands(kind).filter((command) => !known.includes(command))).toEqual([]);
  });

  it.each(unsupportedCommands(kind))('refuses %s with the reason and with what to do instead', (command) => {
    const text = refusalOf(kind, command);
    expect(text).toMatch(new RegExp(`^${command} is not for this pair: prod replicates by .+\\. .+\\. .+\\.$`));
    expect(text).not.toMatch(/undefined|\$\{/);
  });

  it.each(['status', 'switchover', 'failover', 'failback', 'rejoin', 'fence', 'dns-switch', 'history', 'doctor'])(
    'takes %s',
    (command) => {
      expect(refusalOf(kind, command)).toBe('not refused');
    },
  );

  it('refuses to run the engine of Vault Enterprise from this machine', () => {
    expect(refusalOf(kind, 'failover', { local: true })).toContain('Leave out --local, and give --via home');
  });
});

it('refuses nothing for a pair with replication of Vault Enterprise', () => {
  for (const command of unsupportedCommands('snapshot')) {
    expect(() => refuseUnsupported(pair('enterprise'), command, { local: true })).not.toThrow();
  }
});
