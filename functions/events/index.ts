import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { awsClientConfig } from '../shared/aws';
import { AwsError } from '../shared/errors';
import { createLogger } from '../shared/log';
import { EVENT_SOURCE, type VaultDrEvent } from './contract';
import { eventsOf } from './events-of';
import { parseSender } from './sender';

const logger = createLogger();
const eventBridge = new EventBridgeClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 3000, maxAttempts: 3 }),
);

/** EventBridge takes at most ten entries per call. */
const MOST_ENTRIES = 10;

/**
 * Sends the changes of the journal as events to the default event bus of the region. AWS repeats the whole batch if it
 * throws; receivers know an event that comes again by its id.
 *
 * @throws ConfigError; AwsError if EventBridge does not take an event
 */
export const handler = async ({ Records }: DynamoDBStreamEvent, context: Context): Promise<void> => {
  logger.addContext(context);
  const sender = parseSender(process.env);
  const events = Records.flatMap(({ dynamodb }) => (dynamodb ? readable(() => eventsOf(dynamodb, sender)) : []));
  for (let from = 0; from < events.length; from += MOST_ENTRIES) await send(events.slice(from, from + MOST_ENTRIES));
};

/** An item that cannot be read must not hold up those after it. */
function readable(read: () => VaultDrEvent[]): VaultDrEvent[] {
  try {
    return read();
  } catch (error) {
    logger.error('an item of the journal cannot be read', { error: error instanceof Error ? error.name : 'unknown' });
    return [];
  }
}

async function send(events: readonly VaultDrEvent[]): Promise<void> {
  const Entries = events.map((event) => ({
    Source: EVENT_SOURCE,
    DetailType: event['detail-type'],
    Detail: JSON.stringify(event.detail),
  }));
  try {
    const { FailedEntryCount = 0, Entries: taken = [] } = await eventBridge.send(new PutEventsCommand({ Entries }));
    const code = taken.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode;
    if (FailedEntryCount > 0) throw Object.assign(new Error('an entry was not taken'), { name: code ?? 'Failed' });
  } catch (cause) {
    throw new AwsError(
      'EventBridge',
      'PutEvents',
      cause,
      'Check the permissions of this Lambda and its way to EventBridge.',
    );
  }
}
