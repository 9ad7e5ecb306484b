import type { PlanJson, ResourceChange } from '../summary/plan-json';

/** A weighted record as Route 53 has it now. */
export interface LiveRecord {
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
    const found = live.records.find(
      (each) => each.setIdentifier === identifierIn(before) && each.type === before?.['type'],
    );
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

/** @returns addresses of the records whose change sends clients to another cluster, or to both */
export function redirecting(changes: readonly ResourceChange[], { records }: LiveState): string[] {
  const after = new Map(records.map((each) => [keyOf(each.type, each.setIdentifier), each.weight]));
  for (const { change } of changes) {
    if (change.before) after.delete(keyOf(change.before['type'], identifierIn(change.before)));
    if (change.after) after.set(keyOf(change.after['type'], identifierIn(change.after)), weightIn(change.after) ?? 1);
  }
  const before = new Map(records.map((each) => [keyOf(each.type, each.setIdentifier), each.weight]));
  const serving = [servingIn(before), servingIn(after)];
  // Before the first apply there are no clients.
  return serving[0] === '' || serving[0] === serving[1] ? [] : changes.map(({ address }) => address);
}

const keyOf = (type: unknown, identifier: unknown): string => `${String(type)} ${String(identifier)}`;

/** The records that get clients. */
const servingIn = (weights: ReadonlyMap<string, number>): string =>
  [...weights]
    .filter(([, weight]) => weight > 0)
    .map(([key]) => key)
    .sort()
    .join();

type Values = ResourceChange['change']['before'];

function weightIn(values: Values): number | undefined {
  const policy = values?.['weighted_routing_policy'] as readonly { readonly weight?: number }[] | undefined;
  return policy?.[0]?.weight;
}

const identifierIn = (values: Values): unknown => values?.['set_identifier'];
