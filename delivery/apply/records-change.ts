import type { PlanJson, ResourceChange } from '../summary/plan-json';

/** A weighted record as Route 53 has it now. */
export interface LiveRecord {
  /** Id of its hosted zone. */
  readonly zone: string;
  readonly setIdentifier: string;
  readonly type: string;
  readonly weight: number;
}

/** What Route 53 and the lease say right before an apply. */
export interface LiveState {
  readonly records: readonly LiveRecord[];
  /** Who holds the lease of the pair. @default - no operation runs */
  readonly operation?: string | undefined;
}

/** @returns the changes of a plan to weighted records, which decide where clients go */
export const recordChanges = ({ resource_changes = [] }: PlanJson): ResourceChange[] =>
  resource_changes.filter(
    ({ type, mode, change: { actions, before, after } }) =>
      type === 'aws_route53_record' &&
      mode === 'managed' &&
      actions.some((action) => action !== 'no-op' && action !== 'read') &&
      (weightIn(before) !== undefined || weightIn(after) !== undefined),
  );

/**
 * Compares what a plan does to the records with what is there right before the apply. Pure.
 *
 * @returns why the plan must not be applied now, a line each
 */
export function objectionsToRecords(changes: readonly ResourceChange[], live: LiveState): string[] {
  const moved = changes.flatMap(({ address, change: { before } }) => {
    const planned = weightIn(before);
    const found = live.records.find((each) => keyOf(each) === keyIn(before));
    return planned === undefined || found?.weight === planned
      ? []
      : [
          `${address} has the weight ${found?.weight ?? 'of no record'}, and the plan was made from ${planned}: plan again`,
        ];
  });
  if (live.operation === undefined) return moved;
  return [
    `an operation runs (${live.operation}) that may move the clients: wait until it ends, then plan again`,
    ...moved,
  ];
}

/** @returns addresses of the records in zones where the changes send clients to another cluster, or to both */
export function redirecting(changes: readonly ResourceChange[], { records }: LiveState): string[] {
  const before = new Map(records.map((each) => [keyOf(each), each.weight]));
  const after = new Map(before);
  for (const { change } of changes) {
    if (change.before) after.delete(keyIn(change.before));
    if (change.after) after.set(keyIn(change.after), weightIn(change.after) ?? 1);
  }
  const isMoved = (zone: string): boolean => {
    const serving = servingIn(before, zone);
    // Before its records exist, a zone has no clients.
    return serving !== '' && serving !== servingIn(after, zone);
  };
  return changes
    .filter(({ change }) => [change.before, change.after].some((values) => values && isMoved(zoneIn(values))))
    .map(({ address }) => address);
}

/** The records of a zone that get clients. */
const servingIn = (weights: ReadonlyMap<string, number>, zone: string): string =>
  [...weights]
    .filter(([key, weight]) => weight > 0 && key.startsWith(`${zone} `))
    .map(([key]) => key)
    .sort()
    .join();

const keyOf = ({ zone, type, setIdentifier }: Omit<LiveRecord, 'weight'>): string => `${zone} ${type} ${setIdentifier}`;

const zoneIn = (values: Values): string => String(values?.['zone_id']);

const keyIn = (values: Values): string =>
  keyOf({
    zone: zoneIn(values),
    type: String(values?.['type']),
    setIdentifier: String(values?.['set_identifier']),
  });

type Values = ResourceChange['change']['before'];

function weightIn(values: Values): number | undefined {
  const policy = values?.['weighted_routing_policy'] as readonly { readonly weight?: number }[] | undefined;
  return policy?.[0]?.weight;
}
