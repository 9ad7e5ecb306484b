import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan } from '../../functions/dr-operations/steps';
import type { ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { callsOf, type PlannedCall, type PlannedStep } from '../render/calls';

/** What a plan needs that a Lambda would have in its secret. */
export interface Needs {
  /** Secondaries whose operation token has to be made, in the order of its use. */
  readonly tokens: readonly ClusterName[];
  /** Whether a primary is asked for something, which takes a token in the header. */
  readonly header: boolean;
}

export function needsOf(plan: Plan | undefined): Needs {
  const steps = plan?.kind === 'act' ? plan.stages.flat() : [];
  const tokens = steps.filter(({ kind }) => kind === 'promote' || kind === 'link').map(({ cluster }) => cluster);
  return {
    tokens: [...new Set(tokens)],
    header: steps.some(({ kind }) => kind === 'demote' || kind === 'link'),
  };
}

/** The exact calls: those of the engine, and around them what key shares take. */
export function glassCalls(
  settings: EnvironmentSettings,
  plan: Plan & { kind: 'act' },
  before: OperationResult['before'],
): PlannedStep[][] {
  const made = new Set<ClusterName>();
  const promoted = new Set<ClusterName>();
  const stages = callsOf(settings, plan, before).flatMap((stage) => {
    const fresh = stage.filter(({ kind, cluster }) => ['promote', 'link'].includes(kind) && !made.has(cluster));
    for (const { kind, cluster } of stage) if (kind === 'promote') promoted.add(cluster);
    // The first one is made while nothing has been changed, if the cluster can.
    const isEarly = ({ cluster }: PlannedStep): boolean => made.size === 0 && before[cluster].role === 'secondary';
    const making = fresh.filter((step) => !isEarly(step)).map(({ cluster }) => generation(settings, cluster));
    for (const { cluster } of fresh) made.add(cluster);
    return making.length > 0 ? [making, stage] : [stage];
  });
  const [first] = made;
  const early = first !== undefined && before[first].role === 'secondary' ? [[generation(settings, first)]] : [];
  const left = [...made].filter((cluster) => !promoted.has(cluster)).map((cluster) => deletion(settings, cluster));
  return [...early, ...stages, ...(left.length > 0 ? [left] : [])];
}

const PREFIX = '/v1/sys/replication/dr/secondary';

function generation(settings: EnvironmentSettings, cluster: ClusterName): PlannedStep {
  const call = (what: string, more: Partial<PlannedCall> = {}): PlannedCall => ({
    service: 'Vault',
    call: what.replace(' ', ` ${PREFIX}/generate-operation-token/`),
    at: settings[cluster].address,
    ...more,
  });
  return {
    kind: 'generate-token',
    cluster,
    reason: 'key shares make an operation token; an attempt that is running is cancelled',
    calls: [
      call('GET attempt'),
      call('DELETE attempt'),
      call('POST attempt'),
      call('POST update', { body: { key: '<key share>', nonce: '<nonce>' }, until: 'there are enough key shares' }),
    ],
  };
}

const deletion = (settings: EnvironmentSettings, cluster: ClusterName): PlannedStep => ({
  kind: 'delete-token',
  cluster,
  reason: 'it has no end of its own',
  calls: [
    {
      service: 'Vault',
      call: `POST ${PREFIX}/operation-token/delete`,
      at: settings[cluster].address,
      body: { dr_operation_token: '<operation token>' },
    },
  ],
});
