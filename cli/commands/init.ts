import { InvalidArgumentError, Option, type Command } from 'commander';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { readText } from '../config/files';
import { UsageError } from '../exit-codes';
import { init, type InitOptions, type InitTarget } from '../init/init';
import type { Io } from '../io';
import { inSession, type GlobalOptions } from '../session';
import { helpText } from './options';

interface Options extends InitOptions, GlobalOptions {
  readonly address?: string;
  readonly caFile?: string;
  readonly cluster?: ClusterName;
}

export function register(program: Command, io: Io): void {
  program
    .command('init')
    .summary('initialise a new cluster, with its keys encrypted')
    .description(
      'Initialises a cluster whose seal opens by itself, such as a new VaultCluster. The recovery keys and the root token ' +
        'are encrypted by Vault for the PGP keys of their holders, and written to a file. Nothing secret is shown. A ' +
        'cluster that is initialised already stays as it is.',
    )
    .argument('[environment]', 'same as --env')
    .addOption(new Option('--cluster <cluster>', 'the cluster of the environment').choices(CLUSTER_NAMES))
    .option('--address <url>', 'address of the cluster itself, instead of an environment and --cluster', parseAddress)
    .option('--ca-file <file>', 'CA certificates in PEM for --address (default: the roots of the system)')
    .option(
      '--pgp-keys <files>',
      'public key of each holder, separated by commas: one for each recovery key',
      parseList,
    )
    .option('--root-token-pgp-key <file>', 'public key of whoever gets the root token')
    .option('--out <file>', 'new file for the keys that are encrypted')
    .option('--plain-keys-to <file>', 'new file for what is not encrypted; only for a cluster without secrets')
    .option('--recovery-shares <number>', 'number of recovery keys (default: one for each PGP key, or 5)', parseCount)
    .option('--recovery-threshold <number>', 'how many of them are needed together (default: a majority)', parseCount)
    .option('--dry-run', 'show what would be done, and change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
    .addHelpText(
      'after',
      helpText([
        [
          'vault-dr init prod --cluster home --pgp-keys jo.asc,sam.asc,kim.asc --root-token-pgp-key jo.asc --out home-keys.json',
          'initialise home',
        ],
        [
          'vault-dr init --address https://10.0.1.10:8200 --ca-file ca.pem --plain-keys-to test-keys.json',
          'a cluster for a test',
        ],
      ]),
    )
    .action(async (environment: string | undefined, given: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>();
      io.quiet = options.quiet ?? false;
      if (options.address !== undefined) return init(io, options, targetAt(options.address, options, environment));
      if (options.caFile !== undefined) throw new UsageError('--ca-file goes with --address. Leave it out.');
      return inSession<Options>(io, async ({ settings }) => {
        const { cluster } = options;
        if (cluster === undefined) throw new UsageError('Name the cluster: --cluster home or --cluster away.');
        const { address } = settings[cluster];
        const { ca, name, replication } = settings;
        await init(io, options, { address, environment: name, cluster, replication, ...(ca !== undefined && { ca }) });
      })(environment, given, command);
    });
}

function targetAt(address: string, { cluster, caFile }: Options, environment: string | undefined): InitTarget {
  if (environment !== undefined || cluster !== undefined) {
    throw new UsageError(
      '--address names the cluster. Leave out the environment and --cluster, or leave out --address.',
    );
  }
  return { address, ...(caFile !== undefined && { ca: readText(caFile) }) };
}

/** @throws InvalidArgumentError unless it is the origin of an HTTPS server */
function parseAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.href.replace(/\/$/, '') !== url.origin) {
    throw new InvalidArgumentError('Give it as https://host:port, without a path.');
  }
  return url.origin;
}

const parseList = (text: string): string[] => text.split(',').map((file) => file.trim());

/** @throws InvalidArgumentError when the text is not a whole number */
function parseCount(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}
