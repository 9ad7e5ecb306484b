import { Command, CommanderError, Option } from 'commander';
import { VaultDrError } from '../functions/shared/errors';
import { redact } from '../functions/shared/secret';
import { register as registerBreakGlass } from './commands/break-glass';
import { register as registerCompletion } from './commands/completion';
import { register as registerDoctor } from './commands/doctor';
import { register as registerDrill } from './commands/drill';
import { register as registerEnable } from './commands/enable';
import { register as registerFailback } from './commands/failback';
import { register as registerFailover } from './commands/failover';
import { register as registerHistory } from './commands/history';
import { register as registerRejoin } from './commands/rejoin';
import { register as registerStatus } from './commands/status';
import { register as registerSwitchover } from './commands/switchover';
import { register as registerToken } from './commands/token';
import { CliError, EXIT, type ExitCode } from './exit-codes';
import { processIo, type Io } from './io';
import { OUTPUT_FORMATS } from './render/document';

/** Set when the tool is bundled; from the sources there is no version. */
declare const VAULT_DR_VERSION: string | undefined;
const version = typeof VAULT_DR_VERSION === 'undefined' ? 'from sources' : VAULT_DR_VERSION;

/** Every command; help lists them in this order. */
const COMMANDS: readonly ((program: Command, io: Io) => void)[] = [
  registerStatus,
  registerSwitchover,
  registerFailover,
  registerFailback,
  registerRejoin,
  registerBreakGlass,
  registerEnable,
  registerDoctor,
  registerDrill,
  registerToken,
  registerHistory,
  registerCompletion,
];

/** The whole command line. */
export function createProgram(io: Io): Command {
  const program = new Command('vault-dr')
    .description('Looks after a HashiCorp Vault Enterprise DR pair: who is primary, and making it the other one.')
    .addOption(new Option('-e, --env <name>', 'environment; the only one there is by default').env('VAULT_DR_ENV'))
    .addOption(
      new Option('--config <file>', 'configuration; vault-dr.json here or above by default').env('VAULT_DR_CONFIG'),
    )
    .addOption(
      new Option('-o, --output <format>', 'format of the result on stdout').choices(OUTPUT_FORMATS).default('table'),
    )
    .option('--local', 'run in this process with your own AWS credentials, not in a Lambda')
    .version(version)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError('(add --help for help)')
    .exitOverride();
  for (const register of COMMANDS) register(program, io);
  return program;
}

/** Runs the tool and ends the process. Nothing escapes: every error becomes words and an exit code. */
export async function main(args: readonly string[], io: Io): Promise<void> {
  // The SDK announces the end of its support for Node 20 at each start; an operator has other worries.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    await createProgram(io).parseAsync(args, { from: 'user' });
  } catch (error) {
    io.exitCode = tell(io, error);
  }
  process.exitCode = io.exitCode;
  if (io.endAtOnce) process.exit();
}

function tell(io: Io, error: unknown): ExitCode {
  // Commander has said it itself: help and version end with 0, everything else is the command line's fault.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof CliError) {
    io.err(redact(error.message));
    return error.exitCode;
  }
  if (error instanceof VaultDrError) {
    io.err(redact(`${error.name}: ${error.message}`));
    return EXIT.failed;
  }
  io.err(redact(`Unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
  return EXIT.failed;
}

if (require.main === module) void main(process.argv.slice(2), processIo());
