import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type Change,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { keysOf, planAdoption, type AdoptionPlan } from '../adopt/plan';
import { confirm } from '../confirm';
import type { AdoptDocument } from '../documents';
import { CliError, EXIT } from '../exit-codes';
import type { Io } from '../io';
import { writeResult } from '../render/document';
import { table } from '../render/paint';
import { inSession, type Session } from '../session';
import { helpText } from './options';

interface AdoptOptions {
  readonly active?: ClusterName;
  readonly ttl: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const CALL_MS = 10_000;

export function register(program: Command, io: Io): void {
  program
    .command('adopt')
    .summary('take over the records of a client name that exists')
    .description(
      'Replaces the simple record of the client name by the weighted records of this system, or changes the TTL of ' +
        'both CNAMEs, in one change batch. Then prints how Terraform takes them over. Terraform itself changes records one ' +
        'after the other, and Route 53 refuses that.',
    )
    .argument('[environment]', 'same as --env')
    .addOption(
      new Option('--active <cluster>', 'cluster that gets the clients (default: where the record leads)').choices(
        CLUSTER_NAMES,
      ),
    )
    .option('--ttl <seconds>', 'TTL of both CNAMEs, 1 to 300; the same as recordTtlSeconds', parseTtl, 10)
    .option('--dry-run', 'show the change batch and change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
    .addHelpText(
      'after',
      helpText([
        ['vault-dr adopt prod --dry-run', 'show the change batch'],
        ['vault-dr adopt prod', 'replace the simple record'],
        ['vault-dr adopt prod --ttl 10', 'change the TTL of both weighted records'],
      ]),
    )
    .action(inSession<AdoptOptions>(io, adopt));
}

async function adopt(session: Session<AdoptOptions>): Promise<void> {
  const { io, options, settings, aws } = session;
  const { route53 } = aws.engine('home');
  const plan = await read(route53, session);
  if (plan.kind === 'refuse') throw new CliError(EXIT.refused, `${plan.reason}. ${plan.remedy}`);
  const imports = keysOf(settings).map(
    ({ type, setIdentifier }) => `${settings.hostedZoneId}_${settings.clientName}_${type}_${setIdentifier}`,
  );
  if (plan.kind === 'done' || options.dryRun) return write(session, plan, imports, false);
  if (!options.yes) {
    io.out(`${plan.reason}\n\n${describe(session, plan.changes)}\n`);
    await confirm(io, 'Change the records now?');
  }
  await change(route53, settings.hostedZoneId, plan.changes);
  write(session, plan, imports, true);
}

async function read(route53: Route53Client, { options, settings }: Session<AdoptOptions>): Promise<AdoptionPlan> {
  const { hostedZoneId, clientName, home, away } = settings;
  const { ResourceRecordSets = [] } = await route53.send(
    new ListResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, StartRecordName: clientName, MaxItems: 100 }),
    { abortSignal: AbortSignal.timeout(CALL_MS) },
  );
  const { active, ttl: ttlSeconds } = options;
  return planAdoption(ResourceRecordSets, { clientName, clusters: { home, away }, ttlSeconds, active });
}

const change = (route53: Route53Client, hostedZoneId: string, changes: readonly Change[]): Promise<unknown> =>
  route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: hostedZoneId,
      ChangeBatch: { Comment: 'vault-dr adopt', Changes: [...changes] },
    }),
    { abortSignal: AbortSignal.timeout(CALL_MS) },
  );

function write(
  session: Session<AdoptOptions>,
  plan: Exclude<AdoptionPlan, { kind: 'refuse' }>,
  imports: readonly string[],
  isChanged: boolean,
): void {
  const { io, options, settings } = session;
  const changes = plan.kind === 'change' ? plan.changes : [];
  const document: Omit<AdoptDocument, 'version'> = {
    environment: settings.name,
    outcome: plan.kind === 'done' ? 'done' : isChanged ? 'changed' : 'planned',
    reason: plan.reason,
    changes: changes.map(({ Action, ResourceRecordSet: set }) => ({
      action: String(Action),
      type: String(set?.Type),
      ...(set?.SetIdentifier !== undefined && { setIdentifier: set.SetIdentifier }),
      ...(set?.Weight !== undefined && { weight: set.Weight }),
      ...(set?.TTL !== undefined && { ttlSeconds: set.TTL }),
    })),
    imports,
  };
  writeResult(io, options.output, document, () =>
    [
      plan.reason,
      ...(changes.length > 0 && !isChanged ? ['', describe(session, changes)] : []),
      ...(isChanged ? ['', 'Done, in one change batch.'] : []),
      '',
      'Let Terraform take the records over before the next apply. The addresses are in the synthesised stack:',
      ...imports.map((id) => `  terraform import ADDRESS '${id}'`),
    ].join('\n'),
  );
}

const describe = ({ paint }: Session<AdoptOptions>, changes: readonly Change[]): string =>
  table(
    ['ACTION', 'TYPE', 'SET', 'WEIGHT', 'TTL', 'LEADS TO'],
    changes.map(({ Action, ResourceRecordSet: set }) => [
      String(Action),
      String(set?.Type),
      set?.SetIdentifier ?? 'simple',
      String(set?.Weight ?? ''),
      String(set?.TTL ?? ''),
      set?.AliasTarget?.DNSName ?? set?.ResourceRecords?.map(({ Value }) => Value).join(', ') ?? '',
    ]),
    paint,
  );

/** @throws InvalidArgumentError */
function parseTtl(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 300) {
    throw new InvalidArgumentError('Give a whole number of seconds from 1 to 300.');
  }
  return value;
}
