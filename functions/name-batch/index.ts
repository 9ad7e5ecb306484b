import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Route53Client } from '@aws-sdk/client-route-53';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { text } from '../dr-operations/event';
import { takeNotes } from '../dr-operations/notes';
import { awsClientConfig, PROBE_LIMITS } from '../shared/aws';
import { Deadline, startClock } from '../shared/clock';
import { CLUSTER_NAMES } from '../shared/contract';
import { required } from '../shared/env';
import { createLogger } from '../shared/log';
import { parseEvent } from '../shared/parse-event';
import type { NameBatchResult } from './contract';
import { HeldPair } from './due-pair';
import { moveNames } from './move-names';

const logger = createLogger();
// This Lambda has retries of its own, which count against the limit of Route 53.
const route53 = new Route53Client(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 10_000, maxAttempts: 1 }),
);
const tables = new Map<string, DynamoDBClient>();

/** Part of the Lambda's time that is reserved for the journals, the leases and the answer. */
const RESERVE_MS = 15_000;

const TEXT = v.pipe(v.string(), v.minLength(1));
const PAIR = v.strictObject({
  environment: TEXT,
  identifier: TEXT,
  to: v.picklist(CLUSTER_NAMES),
  journalTable: TEXT,
  regions: v.strictObject({ home: TEXT, away: TEXT }),
  witnessRegion: v.optional(TEXT),
  dns: v.strictObject({
    hostedZoneIds: v.pipe(v.array(TEXT), v.minLength(1)),
    clientName: TEXT,
    setIdentifiers: v.strictObject({ home: TEXT, away: TEXT }),
    roleArn: v.optional(TEXT),
  }),
});
/** Step Functions may add fields of its own. */
const EVENT = v.object({ pairs: v.array(PAIR), actor: v.optional(text, 'name-batch'), reason: v.optional(text) });

/**
 * Moves the client names of pairs whose failover has left them, in one change batch for each hosted zone. A pair that may not
 * be moved is left, and the result says why.
 *
 * @throws InputError
 */
export const handler = async (raw: unknown, context: Context): Promise<NameBatchResult> => {
  logger.addContext(context);
  const { pairs, actor, reason } = parseEvent(
    EVENT,
    raw,
    'Give {"pairs": […]} with what the stacks of the pairs publish.',
  );
  const clock = startClock();
  const operationId = randomUUID();
  const region = required(process.env, 'AWS_REGION');
  const held = pairs.map((pair) => {
    const { regions, witnessRegion } = pair;
    const of = { home: tableClient(regions.home), away: tableClient(regions.away) };
    const all = witnessRegion === undefined ? of : { ...of, witness: tableClient(witnessRegion) };
    return new HeldPair(pair, { tables: all, operationId, clock, note: takeNotes(logger), actor, reason, region });
  });
  const deadline = Deadline.in(clock, context.getRemainingTimeInMillis() - RESERVE_MS);
  const result = await moveNames(held, { route53, clock, deadline });
  logger.info('names moved', { ...result });
  return result;
};

function tableClient(region: string): DynamoDBClient {
  const known = tables.get(region);
  if (known) return known;
  const client = new DynamoDBClient({ region, ...awsClientConfig(PROBE_LIMITS) });
  tables.set(region, client);
  return client;
}
