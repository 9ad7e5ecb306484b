import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan, Step } from '../../functions/dr-operations/steps';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { MAX_WEIGHT, weightsFor } from '../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../config';

/** One call to Vault or AWS. */
export interface PlannedCall {
  readonly service: 'Vault' | 'Route 53';
  /** Method and path, e.g. `POST /v1/sys/…`, or the name of the AWS action. */
  readonly call: string;
  /** Address of the cluster, or id of the hosted zone. */
  readonly at: string;
  /** Fields of the body; secrets are shown as `<…>`. @default - no body */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The call only reads, and is repeated until this is true. @default - made once */
  readonly until?: string;
  /** The call is made only in this case. @default - always */
  readonly onlyIf?: string;
}

/** One step with its calls in their order. */
export interface PlannedStep {
  /** Kind of a step of the engine, or of a step that a command adds. */
  readonly kind: string;
  readonly cluster: ClusterName;
  readonly reason: string;
  readonly calls: readonly PlannedCall[];
}

interface Facts {
  readonly settings: EnvironmentSettings;
  readonly before: OperationResult['before'];
  /** Clusters that the plan promotes. A promoted cluster has no secondaries yet. */
  readonly promoted: ReadonlySet<ClusterName>;
}

/**
 * The exact calls of a plan, round by round. Steps of one round run in parallel.
 *
 * @param before both clusters when the plan was made
 */
export function callsOf(
  settings: EnvironmentSettings,
  plan: Plan & { kind: 'act' },
  before: OperationResult['before'],
): PlannedStep[][] {
  const promoted = new Set(plan.rounds.flat().flatMap(({ kind, cluster }) => (kind === 'promote' ? [cluster] : [])));
  const facts = { settings, before, promoted };
  return plan.rounds.map((round) =>
    round.map((step) => ({
      kind: step.kind,
      cluster: step.cluster,
      reason: step.reason,
      calls: CALLS[step.kind](step, facts),
    })),
  );
}

const TOKEN = '<operation token>';

const read = ({ settings }: Facts, cluster: ClusterName, until: string): PlannedCall[] =>
  ['sys/health', 'sys/replication/dr/status'].map((path) => ({
    service: 'Vault',
    call: `GET /v1/${path}`,
    at: settings[cluster].address,
    until,
  }));

const write = (
  { settings }: Facts,
  cluster: ClusterName,
  path: string,
  body: Readonly<Record<string, unknown>> = {},
): PlannedCall => ({
  service: 'Vault',
  call: `POST /v1/sys/replication/dr/${path}`,
  at: settings[cluster].address,
  body,
});

const CALLS: Readonly<Record<Step['kind'], (step: Step, facts: Facts) => PlannedCall[]>> = {
  settle: ({ cluster }, facts) => read(facts, cluster, 'it reports its role'),
  listen: ({ cluster }, facts) => [
    ...read(facts, cluster, `it hears ${otherCluster(cluster)} again, or has not heard it for too long`),
    ...read(facts, otherCluster(cluster), `it answers, or ${cluster} has an answer`),
  ],
  demote: ({ cluster }, facts) => [write(facts, cluster, 'primary/demote')],
  // What it does is the kind of replication's own, and DR replication of Vault Enterprise has none.
  fence: ({ cluster }, facts) => read(facts, cluster, 'it takes no writes'),
  unfence: ({ cluster }, facts) => read(facts, cluster, 'it answers again'),
  'catch-up': ({ cluster }, facts) => [
    ...read(facts, otherCluster(cluster), 'its last WAL is known'),
    ...read(facts, cluster, 'it has received that WAL'),
  ],
  promote: ({ cluster, ...step }, facts) => {
    const { clusterAddress } = facts.settings[cluster];
    const body = {
      dr_operation_token: TOKEN,
      ...(clusterAddress !== undefined && { primary_cluster_addr: clusterAddress }),
    };
    const again = write(facts, cluster, 'secondary/promote', { ...body, force: true });
    return [
      write(facts, cluster, 'secondary/promote', body),
      ...('force' in step && step.force
        ? [{ ...again, onlyIf: 'Vault refuses because the cluster is catching up' }]
        : []),
    ];
  },
  verify: ({ cluster }, facts) =>
    read(facts, otherCluster(cluster), `its last WAL proves that ${cluster} has every write`),
  'switch-dns': ({ cluster }, { settings }) => {
    const weights = weightsFor(cluster);
    return settings.hostedZoneIds.map((at) => ({
      service: 'Route 53',
      call: 'ChangeResourceRecordSets',
      at,
      body: Object.fromEntries(
        CLUSTER_NAMES.map((name) => [`UPSERT ${settings.clientName} ${settings[name].setIdentifier}`, weights[name]]),
      ),
    }));
  },
  'await-primary': ({ cluster }, facts) => read(facts, cluster, 'it serves'),
  'confirm-dns': (_step, { settings }) =>
    settings.hostedZoneIds.map((at) => ({ service: 'Route 53', call: 'GetChange', at, until: 'INSYNC' })),
  link: ({ cluster }, facts) => {
    const primary = otherCluster(cluster);
    const { observation } = facts.before[primary];
    const isKnown =
      !facts.promoted.has(primary) && observation.kind === 'up' && observation.knownSecondaries.includes(cluster);
    return [
      ...(isKnown ? [write(facts, primary, 'primary/revoke-secondary', { id: cluster })] : []),
      write(facts, primary, 'primary/secondary-token', { id: cluster }),
      write(facts, cluster, 'secondary/update-primary', {
        dr_operation_token: TOKEN,
        token: '<secondary token>',
        primary_api_addr: facts.settings[primary].address,
        ...(facts.settings.linkCaFile !== undefined && { ca_file: facts.settings.linkCaFile }),
      }),
      ...read(facts, cluster, 'it follows'),
    ];
  },
};

/**
 * Commands of the AWS CLI that move the client name to a cluster, in one batch per zone. They read the records first, because an
 * UPSERT replaces the whole record, and the zone knows whether it is a CNAME or an alias.
 */
export function moveNameCommands(
  settings: Pick<EnvironmentSettings, 'hostedZoneIds' | 'clientName' | ClusterName>,
  active: ClusterName,
): readonly string[] {
  const { hostedZoneIds, clientName, home, away } = settings;
  const ours = `"${home.setIdentifier}", "${away.setIdentifier}"`;
  const { setIdentifier } = active === 'home' ? home : away;
  return hostedZoneIds.flatMap((hostedZoneId) => [
    `aws route53 list-resource-record-sets --hosted-zone-id ${hostedZoneId} ` +
      `--query "ResourceRecordSets[?Name=='${clientName}.']" > records.json`,
    `jq '{Changes: [.[] | select(.SetIdentifier | IN(${ours})) | ` +
      `.Weight = (if .SetIdentifier == "${setIdentifier}" then ${MAX_WEIGHT} else 0 end) | ` +
      `{Action: "UPSERT", ResourceRecordSet: .}]}' records.json > change.json`,
    `aws route53 change-resource-record-sets --hosted-zone-id ${hostedZoneId} --change-batch file://change.json`,
  ]);
}
