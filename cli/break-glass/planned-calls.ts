import type { OperationResult } from '../../functions/dr-operations/result';
import type { Plan } from '../../functions/dr-operations/steps';
import type { ClusterName } from '../../functions/shared/contract';
import type { EnvironmentSettings } from '../config';
import { callsOf, type PlannedCall, type PlannedStep } from '../render/calls';

/** Tokens that a plan needs. */
export interface NeededTokens {
  /** Secondaries whose operation token has to be generated, in the order of use. */
  readonly operationTokens: readonly ClusterName[];
  /** Whether a primary is called, which needs `VAULT_TOKEN`. */
  readonly vaultToken: boolean;
}

export function tokensNeededBy(plan: Plan | undefined): NeededTokens {
  const steps = plan?.kind === 'act' ? plan.rounds.flat() : [];
  const tokens = steps.filter(({ kind }) => kind === 'promote' || kind === 'link').map(({ cluster }) => cluster);
  return {
    operationTokens: [...new Set(tokens)],
    vaultToken: steps.some(({ kind }) => kind === 'demote' || kind === 'link'),
  };
}

/** The exact calls of a plan, with those that generate and delete operation tokens. */
export function breakGlassCalls(
  settings: EnvironmentSettings,
  plan: Plan & { kind: 'act' },
  before: OperationResult['before'],
): PlannedStep[][] {
  const made = new Set<ClusterName>();
  const promoted = new Set<ClusterName>();
  const rounds = callsOf(settings, plan, before).flatMap((round) => {
    const fresh = round.filter(({ kind, cluster }) => ['promote', 'link'].includes(kind) && !made.has(cluster));
    for (const { kind, cluster } of round) if (kind === 'promote') promoted.add(cluster);
    // The first token is generated before anything is changed, if its cluster already is a secondary.
    const isEarly = ({ cluster }: PlannedStep): boolean => made.size === 0 && before[cluster].role === 'secondary';
    const making = fresh.filter((step) => !isEarly(step)).map(({ cluster }) => generation(settings, cluster));
    for (const { cluster } of fresh) made.add(cluster);
    return making.length > 0 ? [making, round] : [round];
  });
  const [first] = made;
  const early = first !== undefined && before[first].role === 'secondary' ? [[generation(settings, first)]] : [];
  const left = [...made].filter((cluster) => !promoted.has(cluster)).map((cluster) => deletion(settings, cluster));
  return [...early, ...rounds, ...(left.length > 0 ? [left] : [])];
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
    reason: 'key shares generate an operation token; a running attempt is cancelled',
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
  reason: 'it does not expire',
  calls: [
    {
      service: 'Vault',
      call: `POST ${PREFIX}/operation-token/delete`,
      at: settings[cluster].address,
      body: { dr_operation_token: '<operation token>' },
    },
  ],
});
