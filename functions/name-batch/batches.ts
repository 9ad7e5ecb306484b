import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

/** The records of one pair in one zone, as they have to be. They are never divided between two batches. */
export interface PairChange {
  /** `<environment>/<identifier>`. */
  readonly pair: string;
  readonly sets: readonly ResourceRecordSet[];
}

/**
 * Limits of one change batch. In an UPSERT each value counts twice, and so does each of its characters.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html
 */
const MOST_RECORDS = 1_000;
const MOST_CHARACTERS = 32_000;
const UPSERT = 2;

/** Divides the changes of one zone into as few batches as Route 53 takes, in their order. Pure. */
export function batchesOf(changes: readonly PairChange[]): PairChange[][] {
  const batches: PairChange[][] = [];
  let records = 0;
  let characters = 0;
  for (const change of changes) {
    const values = change.sets.map(({ ResourceRecords }) => ResourceRecords?.map(({ Value = '' }) => Value) ?? ['']);
    const ownRecords = UPSERT * values.flat().length;
    const ownCharacters = UPSERT * values.flat().join('').length;
    const last = batches.at(-1);
    if (last && records + ownRecords <= MOST_RECORDS && characters + ownCharacters <= MOST_CHARACTERS) {
      last.push(change);
      records += ownRecords;
      characters += ownCharacters;
    } else {
      batches.push([change]);
      records = ownRecords;
      characters = ownCharacters;
    }
  }
  return batches;
}
