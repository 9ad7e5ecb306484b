import { inspect } from 'node:util';
import { Command, CommanderError, Option } from 'commander';
import { VaultDrError } from '../functions/shared/errors';
import { redact } from '../functions/shared/secret';
import { register as registerAdopt } from './commands/adopt';
import { register as registerBreakGlass } from './commands/break-glass';
import { register as registerCompletion } from './commands/completion';
import { register as registerControls } from './commands/controls';
import { register as registerDoctor } from './commands/doctor';
import { register as registerDrill } from './commands/drill';
import { register as registerEnable } from './commands/enable';
import { register as registerEvacuate } from './commands/evacuate';
import { register as registerHistory } from './commands/history';
import { register as registerInit } from './commands/init';
import { register as registerOperations } from './commands/operations';
import { register as registerRunbook } from './commands/runbook';
import { register as registerStatus } from './commands/status';
import { register as registerToken } from './commands/token';
import { register as registerUpgrade } from './commands/upgrade';
import type { ErrorDocument } from './documents';
import { CliError, EXIT, type ExitCode } from './exit-codes';
import { OUTPUT_FORMATS, processIo, type Io } from './io';
import { writeResult } from './render/document';
import type { GlobalOptions } from './session';

/** Defined by the bundler; undefined when the tool runs from its sources. */
declare const VAULT_DR_VERSION: string | undefined;
const version = typeof VAULT_DR_VERSION === 'undefined' ? 'from sources' : VAULT_DR_VERSION;

/** Registers every command, in the order in which `--help` lists them. */
const COMMANDS: readonly ((program: Command, io: Io) => void)[] = [
  registerStatus,
  registerOperations,
  registerEvacuate,
  registerControls,
  registerBreakGlass,
  registerInit,
  registerEnable,
  registerAdopt,
  registerDoctor,
  registerDrill,
  registerUpgrade,
  registerToken,
  registerHistory,
  registerRunbook,
  registerCompletion,
];

/** The whole command line. */
export function createProgram(io: Io): Command {
  const program = new Command('vault-dr')
    .description(
      'Shows and operates a DR pair of Vault or OpenBao clusters: which one is primary, and how to change that.',
    )
    .addOption(
      new Option('-e, --env <name>', 'environment (default: the only one that is configured)').env('VAULT_DR_ENV'),
    )
    .addOption(
      new Option('--config <file>', 'configuration file (default: vault-dr.json in this folder or a parent)').env(
        'VAULT_DR_CONFIG',
      ),
    )
    .addOption(
      new Option(
        '--region <region>',
        'AWS region of either cluster: read the settings of the pairs of this account from there',
      ).env('VAULT_DR_REGION'),
    )
    .option('--profile <name>', 'profile of the AWS credentials (default: AWS_PROFILE)')
    .addOption(
      new Option('-o, --output <format>', 'format of the result on standard output')
        .choices(OUTPUT_FORMATS)
        .default('table'),
    )
    .option(
      '--local',
      'run in this process with your own AWS credentials instead of in a Lambda; only with Vault Enterprise',
    )
    .option('-q, --quiet', 'write no progress, only the result, questions and errors')
    .option('--debug', 'with an error, also show its causes and where it was thrown')
    .version(version, '-v, --version', 'show the version')
    .helpCommand('help [command]', 'show help for a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError('(add --help for help)')
    .exitOverride();
  for (const register of COMMANDS) register(program, io);
  return program;
}

/** Runs the tool and sets the exit code of the process. Every error becomes a message and an exit code. */
export async function main(args: readonly string[], io: Io): Promise<void> {
  // Otherwise the AWS SDK warns at every start that it will drop Node 20.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const program = createProgram(io);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    io.exitCode = reportError(io, error, program.opts<GlobalOptions>());
  }
  process.exitCode = io.exitCode;
  if (io.endAtOnce) process.exit();
}

/** Writes the error for people to standard error, and as a document to standard output if one was asked for. */
function reportError(io: Io, error: unknown, { output, debug }: GlobalOptions): ExitCode {
  const reported = describeError(error);
  // Commander has already written its message.
  if (!(error instanceof CommanderError)) io.err(redact(reported.text));
  if (debug) io.err(redact(inspect(error)));
  const { errorType, message, exitCode } = reported;
  const document = { outcome: 'error', errorType, message: redact(message), exitCode } as const;
  if (exitCode !== EXIT.done && output !== 'table') writeResult(io, output, document, () => message);
  return exitCode;
}

interface ReportedError extends Pick<ErrorDocument, 'errorType' | 'message' | 'exitCode'> {
  /** Text for people. */
  readonly text: string;
}

function describeError(error: unknown): ReportedError {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const base = { errorType: name, message, text: message };
  // Help and version end with 0, every other case is a usage error.
  if (error instanceof CommanderError) return { ...base, exitCode: error.exitCode === 0 ? EXIT.done : EXIT.usage };
  if (error instanceof CliError) return { ...base, exitCode: error.exitCode };
  if (error instanceof VaultDrError) return { ...base, text: `${name}: ${message}`, exitCode: EXIT.failed };
  return { ...base, text: `Unexpected error: ${stack ?? message}`, exitCode: EXIT.failed };
}

if (require.main === module) void main(process.argv.slice(2), processIo());
