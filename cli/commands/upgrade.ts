import { InvalidArgumentError, type Command } from 'commander';
import { CLUSTER_NAMES, otherCluster } from '../../functions/shared/contract';
import type { UpgradeDocument } from '../documents';
import { EXIT, UsageError } from '../exit-codes';
import type { Io } from '../io';
import { readPairStatus, type PairStatus } from '../operations/pair-status';
import { writeResult } from '../render/document';
import { inSession, type Session } from '../session';
import { lagOf, planUpgrade } from '../upgrade/plan';
import { renderUpgrade } from '../upgrade/render';
import { helpText } from './options';

interface Options {
  readonly plan?: boolean;
  readonly to: string;
}

export function register(program: Command, io: Io): void {
  program
    .command('upgrade')
    .summary('show the order in which the Vaults of a pair are upgraded')
    .description(
      'Looks at both clusters and shows what is left of an upgrade of Vault, in order, with the commands. Run it again ' +
        'after each step. Changes nothing. Exits with 2 when something is in the way.',
    )
    .argument('[environment]', 'same as --env')
    .option('--plan', 'show the steps; nothing else is possible, because Terraform upgrades the nodes')
    .requiredOption('--to <version>', 'version of Vault to upgrade to', parseVersion)
    .addHelpText(
      'after',
      helpText([
        ['vault-dr upgrade prod --plan --to 1.21.5', 'show the steps that are left'],
        ['vault-dr upgrade prod --plan --to 1.21.5 -o json', 'for a script'],
      ]),
    )
    .action(inSession<Options>(io, upgrade));
}

async function upgrade(session: Session<Options>): Promise<void> {
  const { io, options, settings, paint } = session;
  if (!options.plan) {
    throw new UsageError(
      `vault-dr upgrades no node itself. See the steps with: vault-dr upgrade ${settings.name} --plan --to ${options.to}`,
    );
  }
  const status = await readPairStatus(session);
  const plan = planUpgrade({ to: options.to, settings, status });
  const document = { environment: settings.name, to: options.to, clusters: clustersOf(status), ...plan };
  writeResult(io, options.output, document, () => renderUpgrade(document, paint, io.columns));
  if (plan.outcome === 'refused') io.exitCode = EXIT.refused;
}

function clustersOf({ clusters }: PairStatus): UpgradeDocument['clusters'] {
  return Object.fromEntries(
    CLUSTER_NAMES.flatMap((name) => {
      const report = clusters[name];
      if (report === undefined) return [];
      const [seen, other] = [report.observation, clusters[otherCluster(name)]?.observation];
      if (seen.kind !== 'up') return [[name, { role: report.role }]];
      const lagWals = seen.mode === 'secondary' && other?.kind === 'up' ? lagOf(other, seen) : undefined;
      const { version } = seen;
      return [
        [
          name,
          { role: report.role, ...(version !== undefined && { version }), ...(lagWals !== undefined && { lagWals }) },
        ],
      ];
    }),
  );
}

/** @throws InvalidArgumentError unless it is a version of Vault, such as `1.21.5` or `1.21.5+ent` */
function parseVersion(text: string): string {
  const version = /^v?(\d{1,3}\.\d{1,3}\.\d{1,3}(?:[+-][\w.+-]{1,40})?)$/.exec(text)?.[1];
  if (version === undefined) throw new InvalidArgumentError('Give a version with three numbers, as in 1.21.5.');
  return version;
}
