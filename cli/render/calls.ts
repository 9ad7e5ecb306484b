import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan, Step } from '../../functions/dr-operations/steps';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { weightsFor } from '../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../config';

/** One call to Vault or AWS, as it will be made. */
export interface PlannedCall {
  readonly service: 'Vault' | 'Route 53';
  /** Method and path, or the name of the action. */
  readonly call: string;
  /** Address of the cluster, or the zone. */
  readonly at: string;
  /** The fields of the body; secrets as `<…>`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** It only reads, and is repeated until the answer is as wanted. */
  readonly until?: string;
  /** It is made in this case only. @default - always */
  readonly onlyIf?: string;
}

/** The calls of one step, in their order. */
export interface PlannedStep {
  /** Of a step of the engine, or of what a command does around it. */
  readonly kind: string;
  readonly cluster: ClusterName;
  readonly reason: string;
  readonly calls: readonly PlannedCall[];
}

interface Facts {
  readonly settings: EnvironmentSettings;
  readonly before: OperationResult['before'];
  /** Clusters that an earlier step promotes: they begin without secondaries. */
  readonly promoted: ReadonlySet<ClusterName>;
}

/**
 * The exact calls of a plan, stage by stage. Steps of one stage run side by side.
 *
 * @param before both clusters when the plan was made
 */
export function callsOf(
  settings: EnvironmentSettings,
  plan: Plan & { kind: 'act' },
  before: OperationResult['before'],
): PlannedStep[][] {
  const promoted = new Set(plan.stages.flat().flatMap(({ kind, cluster }) => (kind === 'promote' ? [cluster] : [])));
  const facts = { settings, before, promoted };
  return plan.stages.map((stage) =>
    stage.map((step) => ({
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
  settle: ({ cluster }, facts) => read(facts, cluster, 'it says what it is'),
  listen: ({ cluster }, facts) => [
    ...read(facts, cluster, `it hears ${otherCluster(cluster)} again, or has not for too long`),
    ...read(facts, otherCluster(cluster), `it answers, or ${cluster} has told`),
  ],
  demote: ({ cluster }, facts) => [write(facts, cluster, 'primary/demote')],
  'catch-up': ({ cluster }, facts) => [
    ...read(facts, otherCluster(cluster), 'its last WAL is known'),
    ...read(facts, cluster, 'it has that WAL'),
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
      ...('force' in step && step.force ? [{ ...again, onlyIf: 'Vault refuses because it is catching up' }] : []),
    ];
  },
  verify: ({ cluster }, facts) =>
    read(facts, otherCluster(cluster), `its last WAL proves that ${cluster} has everything`),
  'switch-dns': ({ cluster }, { settings }) => {
    const weights = weightsFor(cluster);
    return [
      {
        service: 'Route 53',
        call: 'ChangeResourceRecordSets',
        at: settings.hostedZoneId,
        body: Object.fromEntries(
          CLUSTER_NAMES.map((name) => [`UPSERT ${settings.clientName} ${settings[name].setIdentifier}`, weights[name]]),
        ),
      },
    ];
  },
  'await-primary': ({ cluster }, facts) => read(facts, cluster, 'it serves'),
  'confirm-dns': (_step, { settings }) => [
    { service: 'Route 53', call: 'GetChange', at: settings.hostedZoneId, until: 'INSYNC' },
  ],
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
