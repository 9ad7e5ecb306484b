import type { Command } from 'commander';
import { OperatorAws } from './aws';
import { loadSettings, type EnvironmentSettings } from './config';
import { readPublished } from './config/published';
import { UsageError } from './exit-codes';
import type { Io, OutputFormat } from './io';
import { painter, type Paint } from './render/paint';
import { refuseUnsupported } from './replication/unsupported';

/** Options that every command takes; `main.ts` declares them. */
export interface GlobalOptions {
  readonly env?: string;
  readonly config?: string;
  /** AWS region from which the settings of the pair are read. @default - files only */
  readonly region?: string;
  /** Profile of the AWS credentials. @default - as the AWS SDK finds them */
  readonly profile?: string;
  readonly output: OutputFormat;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  readonly local?: boolean;
}

/** What a command works with: its options, the settings of the environment, and AWS clients. */
export interface Session<Options extends object = object> {
  readonly io: Io;
  readonly options: GlobalOptions & Options;
  readonly settings: EnvironmentSettings;
  readonly aws: OperatorAws;
  readonly paint: Paint;
}

/** The body of a command. On failure it sets `io.exitCode` or throws a `CliError`. */
export type Body<Options extends object> = (session: Session<Options>) => Promise<void>;

/** The action of a command with one argument, the environment: `failover prod` means `failover --env prod`. */
export const inSession =
  <Options extends object>(io: Io, body: Body<Options>) =>
  async (environment: string | undefined, _options: unknown, command: Command): Promise<void> => {
    const options = command.optsWithGlobals<GlobalOptions & Options>();
    io.quiet = options.quiet ?? false;
    if (options.profile !== undefined) io.useAwsProfile(options.profile);
    const env = chosen(environment, options.env, command.getOptionValueSourceWithGlobals('env'));
    const published = options.region === undefined ? undefined : await readPublished(options.region);
    const settings = loadSettings({ ...options, ...(env !== undefined && { env }), ...(published && { published }) });
    refuseUnsupported(settings, pathOf(command), options);
    const aws = new OperatorAws(settings);
    try {
      await body({ io, options, settings, aws, paint: painter(io.colours && options.output === 'table') });
    } finally {
      aws.close();
    }
  };

/** The environment of a command line. The argument replaces VAULT_DR_ENV, but contradicts another `--env`. */
function chosen(argument: string | undefined, option: string | undefined, source: unknown): string | undefined {
  if (argument !== undefined && option !== undefined && argument !== option && source === 'cli') {
    throw new UsageError(`--env ${option} and the argument ${argument} name two environments. Give one of them.`);
  }
  return argument ?? option;
}

/** The name of a command, with those of its parents below the program. */
const pathOf = (command: Command): string =>
  command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
