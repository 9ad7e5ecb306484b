import type { Command } from 'commander';
import { OperatorAws } from './aws';
import { loadSettings, type EnvironmentSettings } from './config';
import type { Io, OutputFormat } from './io';
import { painter, type Paint } from './render/paint';

/** Options that every command takes; `main.ts` declares them. */
export interface GlobalOptions {
  readonly env?: string;
  readonly config?: string;
  readonly output: OutputFormat;
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
    const env = environment ?? options.env;
    const settings = loadSettings({ ...options, ...(env !== undefined && { env }) });
    const aws = new OperatorAws(settings);
    try {
      await body({ io, options, settings, aws, paint: painter(io.colours && options.output === 'table') });
    } finally {
      aws.close();
    }
  };
