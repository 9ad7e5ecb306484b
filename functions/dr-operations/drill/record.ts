import { PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { CLUSTER_NAMES, type ClusterName } from '../../shared/contract';
import { AwsError } from '../../shared/errors';
import { parseEvent } from '../../shared/parse-event';
import type { LeaseTables } from '../aws-clients';
import { DOCUMENT_VERSION, KEEP_DAYS, TABLE_KEYS, type DocumentVersion, type DrillRecord } from '../contract';
import { CALL_MS } from '../lease-table';

/** The drill is in the journal. */
export interface DrillRecordResult {
  readonly version: DocumentVersion;
  readonly operation: 'drill-record';
  readonly outcome: 'done';
  /** The clusters in whose regions the journal has it. */
  readonly tables: readonly ClusterName[];
}

const word = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const time = v.pipe(v.string(), v.isoTimestamp());
const amount = v.pipe(v.number(), v.minValue(0));

const LEG = v.strictObject({
  to: v.picklist(CLUSTER_NAMES),
  operationId: v.exactOptional(word),
  startedAt: time,
  outcome: word,
  switchMs: v.exactOptional(amount),
  outageMs: v.exactOptional(amount),
  servedAgain: v.exactOptional(v.boolean()),
  lostWrites: v.exactOptional(amount),
  lossMs: v.exactOptional(amount),
});

/** A {@link DrillRecord} of this release. */
const RECORD = v.strictObject({
  drillId: word,
  startedAt: time,
  durationMs: amount,
  actor: word,
  reason: v.exactOptional(word),
  measuredBy: v.picklist(['writes', 'health', 'schedule']),
  targets: v.strictObject({ rtoSeconds: amount }),
  // A drill has two switchovers.
  legs: v.pipe(v.array(LEG), v.maxLength(2)),
  verdict: v.picklist(['met', 'missed', 'unfinished']),
  problem: v.exactOptional(word),
  primary: v.exactOptional(v.picklist(CLUSTER_NAMES)),
});

const EVENT = v.strictObject({
  version: v.optional(v.literal(DOCUMENT_VERSION)),
  operation: v.literal('drill-record'),
  drill: RECORD,
});

/** @returns `undefined` if the event is of another operation @throws InputError for a malformed record */
export function parseDrillRecordEvent(raw: unknown): DrillRecord | undefined {
  if (!v.is(v.object({ operation: v.literal('drill-record') }), raw)) return undefined;
  return parseEvent(EVENT, raw, 'Give {"operation": "drill-record", "drill": …} as docs/schemas has it.').drill;
}

export const isDrill = (request: object): request is DrillRecord => 'measuredBy' in request;

/** Where the journal is. */
export interface DrillTables {
  readonly tables: LeaseTables;
  readonly tableName: string;
}

/**
 * Puts what a drill measured into the tables of both regions, as far as they answer. It has a key of its own, so that the
 * newest operation of the journal stays the newest.
 *
 * @throws AwsError if no table has it
 */
export async function writeDrill({ tables, tableName }: DrillTables, drill: DrillRecord): Promise<DrillRecordResult> {
  const put = new PutItemCommand({ TableName: tableName, Item: itemOf(drill) });
  const written = await Promise.allSettled(
    CLUSTER_NAMES.map((cluster) => tables[cluster].send(put, { abortSignal: AbortSignal.timeout(CALL_MS) })),
  );
  const has = CLUSTER_NAMES.filter((_, index) => written[index]?.status === 'fulfilled');
  const failed = written.find((each) => each.status === 'rejected');
  if (has.length === 0) {
    throw new AwsError('DynamoDB', 'PutItem', failed?.reason, 'The drill is not in the journal: keep its report.');
  }
  return { version: DOCUMENT_VERSION, operation: 'drill-record', outcome: 'done', tables: has };
}

const itemOf = (drill: DrillRecord): Record<string, AttributeValue> => ({
  pk: { S: TABLE_KEYS.drill },
  sk: { S: `${drill.startedAt}#${drill.drillId}` },
  drill: { S: JSON.stringify(drill) },
  expires_at: { N: String(Math.floor(Date.parse(drill.startedAt) / 1000) + KEEP_DAYS * 24 * 3600) },
});
