import type { OperationResult } from '../../../functions/dr-operations/result';
import type { Step } from '../../../functions/dr-operations/steps';
import type { ClusterName } from '../../../functions/shared/contract';
import type { EnvironmentSettings } from '../../config';

/** One call to Vault, to AWS, or to a database. */
export interface PlannedCall {
  readonly service: 'Vault' | 'Route 53' | 'S3' | 'DynamoDB' | 'Systems Manager' | 'PostgreSQL';
  /** Method and path, e.g. `POST /v1/sys/…`, the name of the AWS action, or a statement of SQL. */
  readonly call: string;
  /** Address of the cluster, id of the hosted zone, name of the bucket, or region and tag of the servers. */
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

/** What the calls of a step depend on. */
export interface CallFacts {
  readonly settings: EnvironmentSettings;
  readonly before: OperationResult['before'];
  /** Clusters that the plan promotes. A promoted cluster has no secondaries yet. */
  readonly promoted: ReadonlySet<ClusterName>;
}

/** The calls of each kind of step. */
export type StepCalls<K extends Step['kind'] = Step['kind']> = Readonly<
  Record<K, (step: Step, facts: CallFacts) => PlannedCall[]>
>;

/** The calls that no kind of replication has for itself. */
export type NameStep = 'switch-dns' | 'confirm-dns';

export const read = (
  { settings }: CallFacts,
  cluster: ClusterName,
  paths: readonly string[],
  until: string,
): PlannedCall[] =>
  paths.map((path) => ({ service: 'Vault', call: `GET /v1/${path}`, at: settings[cluster].address, until }));

/** The agents of the servers read the row in the tables of all three regions. */
export const deleteRows = ({ settings }: CallFacts): PlannedCall => ({
  service: 'DynamoDB',
  call: 'DeleteItem',
  at: settings.journalTable,
});

/** Comes last: a cluster whose servers are stopped gives no answer before. */
export const untilItAnswers = (facts: CallFacts, cluster: ClusterName): PlannedCall[] =>
  read(facts, cluster, ['sys/health'], 'it answers again');
