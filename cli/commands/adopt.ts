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
import type { AdoptDocument, AdoptedRecord } from '../documents';
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
        'both CNAMEs, in one change batch per zone. Then prints how Terraform takes them over. Terraform itself changes records one ' +
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
  // Every zone is read before one is changed: a zone that is refused leaves the others as they are.
  const plans = await Promise.all(
    settings.hostedZoneIds.map(async (zone) => ({ zone, plan: accepted(await read(route53, zone, session)) })),
  );
  if (options.dryRun || plans.every(({ plan }) => plan.kind === 'done')) return write(session, plans, false);
  if (!options.yes) {
    io.out(`${describe(session, plans)}\n`);
    await confirm(io, 'Change the records now?');
  }
  for (const { zone, plan } of plans) if (plan.kind === 'change') await change(route53, zone, plan.changes);
  write(session, plans, true);
}

/** What is to be done in one zone. */
interface ZonePlan {
  readonly zone: string;
  readonly plan: AcceptedPlan;
}

type AcceptedPlan = Exclude<AdoptionPlan, { kind: 'refuse' }>;

/** @throws CliError if the plan is refused */
function accepted(plan: AdoptionPlan): AcceptedPlan {
  if (plan.kind === 'refuse') throw new CliError(EXIT.refused, `${plan.reason}. ${plan.remedy}`);
  return plan;
}

async function read(
  route53: Route53Client,
  hostedZoneId: string,
  { options, settings }: Session<AdoptOptions>,
): Promise<AdoptionPlan> {
  const { clientName, home, away } = settings;
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

function write(session: Session<AdoptOptions>, plans: readonly ZonePlan[], isChanged: boolean): void {
  const { io, options, settings } = session;
  const toChange = plans.some(({ plan }) => plan.kind === 'change');
  const imports = plans.flatMap(({ zone }) =>
    keysOf(settings).map(({ type, setIdentifier }) => `${zone}_${settings.clientName}_${type}_${setIdentifier}`),
  );
  const document: Omit<AdoptDocument, 'version'> = {
    environment: settings.name,
    outcome: !toChange ? 'done' : isChanged ? 'changed' : 'planned',
    reason: [...new Set(plans.map(({ plan }) => plan.reason))].join(' '),
    changes: plans.flatMap(({ zone, plan }) => changesOf(plan).map((change) => toDocument(zone, change))),
    imports,
  };
  writeResult(io, options.output, document, () =>
    [
      isChanged ? document.reason : describe(session, plans),
      ...(isChanged ? ['', 'Done, in one change batch per zone.'] : []),
      '',
      'Let Terraform take the records over before the next apply. The addresses are in the synthesised stack:',
      ...imports.map((id) => `  terraform import ADDRESS '${id}'`),
    ].join('\n'),
  );
}

const changesOf = (plan: AcceptedPlan): readonly Change[] => (plan.kind === 'change' ? plan.changes : []);

const toDocument = (zone: string, { Action, ResourceRecordSet: set }: Change): AdoptedRecord => ({
  zone,
  action: String(Action),
  type: String(set?.Type),
  ...(set?.SetIdentifier !== undefined && { setIdentifier: set.SetIdentifier }),
  ...(set?.Weight !== undefined && { weight: set.Weight }),
  ...(set?.TTL !== undefined && { ttlSeconds: set.TTL }),
});

/** The reason and the change batch of each zone. */
const describe = (session: Session<AdoptOptions>, plans: readonly ZonePlan[]): string =>
  plans
    .map(({ zone, plan }) => {
      const heading = plans.length > 1 ? `${zone}: ${plan.reason}` : plan.reason;
      return plan.kind === 'change' ? `${heading}\n\n${describeBatch(session, plan.changes)}` : heading;
    })
    .join('\n\n');

const describeBatch = ({ paint }: Session<AdoptOptions>, changes: readonly Change[]): string =>
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
