/** Runs one step of the delivery. Usage: `tsx delivery/main.ts <command> [options]`; make knows which options. */
import { parseArgs } from 'node:util';
import { affected } from './commands/affected';
import { apply } from './commands/apply';
import type { Arguments, Command } from './commands/arguments';
import { destroy } from './commands/destroy';
import { drift } from './commands/drift';
import { install, synth, checkGuard } from './commands/environment-commands';
import { plan } from './commands/plan';
import { promote } from './commands/promote';
import { release, releaseCheck, verifyRelease } from './commands/release-commands';
import { show } from './commands/show';
import { lock, output, validate } from './commands/terraform-commands';
import { DeliveryError, UsageError } from './errors';

// The AWS clients are large, and only some commands need them.
const COMMANDS: Readonly<Record<string, Command>> = {
  affected,
  apply,
  bootstrap: async (args) => (await import('./commands/bootstrap.js')).bootstrap(args),
  destroy,
  drift,
  'fetch-bundle': async (args) => (await import('./commands/bundle-commands.js')).fetchBundle(args),
  guard: checkGuard,
  install,
  'keep-bundle': async (args) => (await import('./commands/bundle-commands.js')).keepBundle(args),
  lock,
  output,
  plan,
  promote,
  release,
  'release-check': releaseCheck,
  show,
  synth,
  validate,
  'verify-release': verifyRelease,
};

function readArguments(args: string[]): readonly [Command, Arguments] {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      env: text,
      bundle: text,
      digest: text,
      from: text,
      to: text,
      version: text,
      confirm: text,
      base: text,
      optional: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
    },
  });
  const [name = ''] = positionals;
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new UsageError(`"${name}" is no command: use one of ${Object.keys(COMMANDS).join(', ')}`);
  }
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return [command, Object.fromEntries(given)];
}

async function main(args: string[]): Promise<void> {
  try {
    const [command, given] = readArguments(args);
    await command(given);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof DeliveryError ? error.exitCode : 1;
  }
}

void main(process.argv.slice(2));
