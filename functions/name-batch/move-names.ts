import type { Route53Client } from '@aws-sdk/client-route-53';
import type { Deadline } from '../shared/clock';
import { type Clock } from '../shared/clock';
import { AwsError } from '../shared/errors';
import { inTurns } from '../shared/in-turns';
import { batchesOf, type PairChange } from './batches';
import type { NameBatchResult } from './contract';
import type { HeldPair } from './due-pair';
import { PacedRoute53 } from './zone';

/** A change usually takes up to a minute, says the Route 53 documentation. */
const INSYNC_MS = 75_000;

export interface MoveOptions {
  readonly route53: Route53Client;
  readonly clock: Clock;
  readonly deadline: Deadline;
}

/**
 * Moves the names of many pairs: one change batch for each hosted zone, as far as its limits allow. Each pair is held by its
 * own lease from before its journal is read until after its name has moved.
 */
export async function moveNames(
  pairs: readonly HeldPair[],
  { route53, clock, deadline }: MoveOptions,
): Promise<NameBatchResult> {
  const paced = new PacedRoute53(route53, clock, deadline);
  const changeIds: string[] = [];
  try {
    await inTurns(pairs, AT_ONCE, (pair) => pair.hold());
    for (const hostedZoneId of zonesOf(pairs)) changeIds.push(...(await moveInZone(hostedZoneId, pairs, paced)));
  } catch (error) {
    // What is not known to have moved must not be written down as moved.
    for (const pair of pairs) pair.leave('This Lambda stopped because of an unexpected error');
    await inTurns(pairs, AT_ONCE, (pair) => pair.end());
    throw error;
  }
  const ended = await inTurns(pairs, AT_ONCE, (pair) => pair.end());
  if (changeIds.length === 0) return { pairs: ended, status: 'UNCHANGED' };
  const isEverywhere = await paced.awaitInsync(changeIds, deadline.within(INSYNC_MS));
  return { pairs: ended, status: isEverywhere ? 'INSYNC' : 'PENDING' };
}

const zonesOf = (pairs: readonly HeldPair[]): string[] => [
  ...new Set(pairs.filter(({ isLeft }) => !isLeft).flatMap(({ pair }) => pair.dns.hostedZoneIds)),
];

/** @returns the ids of the changes. A pair whose records cannot be read or changed is left. */
async function moveInZone(hostedZoneId: string, pairs: readonly HeldPair[], paced: PacedRoute53): Promise<string[]> {
  const here = pairs.filter(({ isLeft, pair }) => !isLeft && pair.dns.hostedZoneIds.includes(hostedZoneId));
  if (here.length === 0) return [];
  const byName = new Map(here.map((pair) => [pair.name, pair]));
  const listed = await orLeave(here, () =>
    paced.list(
      hostedZoneId,
      here.map(({ pair }) => pair.dns.clientName),
    ),
  );
  if (listed === undefined) return [];
  const changes = here
    .map((pair): PairChange => ({ pair: pair.name, sets: pair.changesIn(hostedZoneId, listed) }))
    .filter(({ sets }) => sets.length > 0);
  const ids: string[] = [];
  for (const batch of batchesOf(changes)) {
    const stillHeld = async (): Promise<readonly PairChange[]> => {
      const isHeld = await Promise.all(batch.map(async ({ pair }) => byName.get(pair)?.mayChange()));
      return batch.filter((_, i) => isHeld[i] === true);
    };
    const inBatch = batch.flatMap(({ pair }) => byName.get(pair) ?? []);
    const id = await orLeave(inBatch, () => paced.change(hostedZoneId, stillHeld));
    if (id !== undefined) ids.push(id);
  }
  return ids;
}

/** @returns `undefined` if Route 53 refused, and the pairs are left */
async function orLeave<T>(pairs: readonly HeldPair[], attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    for (const pair of pairs) pair.leave(error.message);
    return undefined;
  }
}

/** The calls to the tables have short limits, so that a lost region costs little. More at once would wait for each other. */
const AT_ONCE = 10;
