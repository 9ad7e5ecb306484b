/** Runs one command of the delivery. Usage: `tsx delivery/main.ts <command> [options]`; the Makefile has the options. */
import { parseArgs } from 'node:util';
import type { Arguments, Command } from './commands/arguments';
import { affected, checkGuard, install, synth } from './commands/environments';
import { drift, plan, show } from './commands/plans';
import {
  promote,
  release,
  releaseCheck,
  releaseDiff,
  rollback,
  verifyRelease,
  verifyReleases,
} from './commands/releases';
import { lock, output, validate } from './commands/terraform';
import { DeliveryError, UsageError } from './errors';

// Loaded on use: the AWS clients are large, and most commands do not need them.
const changes = () => import('./commands/apply.js');
const state = () => import('./commands/state.js');
const stateBucket = () => import('./commands/state-bucket.js');

const COMMANDS: Readonly<Record<string, Command>> = {
  affected,
  apply: async (args) => (await changes()).apply(args),
  bootstrap: async (args) => (await stateBucket()).bootstrap(args),
  destroy: async (args) => (await changes()).destroy(args),
  drift,
  guard: checkGuard,
  install,
  lock,
  output,
  plan,
  policies: async (args) => (await import('./commands/policies.js')).policies(args),
  promote,
  'recover-state': async (args) => (await state()).recoverState(args),
  release,
  'release-check': releaseCheck,
  'release-diff': releaseDiff,
  review: async (args) => (await import('./commands/review.js')).review(args),
  rollback,
  show,
  synth,
  unlock: async (args) => (await state()).unlock(args),
  validate,
  'verify-release': verifyRelease,
  'verify-releases': verifyReleases,
};

function readArguments(args: string[]): readonly [Command, Arguments] {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      env: text,
      change: text,
      tree: text,
      approved: text,
      approver: text,
      addresses: text,
      hotfix: text,
      applied: { type: 'boolean' },
      digest: text,
      from: text,
      to: text,
      version: text,
      confirm: text,
      base: text,
      dead: text,
      platforms: text,
      head: text,
      push: { type: 'boolean' },
      full: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
    },
  });
  const [name = ''] = positionals;
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new UsageError(`there is no command "${name}": use one of ${Object.keys(COMMANDS).join(', ')}`);
  }
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return [command, Object.fromEntries(given)];
}

async function main(args: string[]): Promise<void> {
  // A terminal that closes takes its streams away. Terraform must still be able to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const [command, given] = readArguments(args);
    await command(given);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof DeliveryError ? error.exitCode : 1;
  }
}

void main(process.argv.slice(2));
