import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { STSClient } from '@aws-sdk/client-sts';
import type { Context } from 'aws-lambda';
import { doesStsAnswer } from '../dr-operations/automatic/sts';
import { Watcher } from '../dr-operations/automatic/watcher';
import { awsClientConfig, PROBE_LIMITS } from '../shared/aws';
import { startClock } from '../shared/clock';
import { createLogger } from '../shared/log';
import { everyTenSeconds } from '../watch/automatic/in-a-loop';
import { parseWitnessConfig, type WitnessConfig } from './config';
import type { WitnessResult } from './contract';

const logger = createLogger();

interface Clients {
  readonly home: DynamoDBClient;
  readonly witness: DynamoDBClient;
  readonly homeSts: STSClient;
}
let clients: Clients | undefined;

/**
 * Looks every ten seconds whether AWS in the region of home answers, and writes what it sees into the table of its own
 * region. It calls no Vault, and changes nothing else.
 *
 * @throws ConfigError
 */
export const handler = async (_event: unknown, context: Context): Promise<WitnessResult> => {
  logger.addContext(context);
  const config = parseWitnessConfig(process.env);
  clients ??= createClients(config);
  const { homeSts, ...tables } = clients;
  const clock = startClock();
  const watcher = new Watcher({
    self: 'witness',
    tables,
    tableName: config.journalTable,
    doesStsAnswer: () => doesStsAnswer(homeSts),
    clock,
  });
  let seen: WitnessResult = { region: 'partly', forMs: 0 };
  const { end } = everyTenSeconds(clock, async () => {
    const look = await watcher.look();
    if (look === undefined) return logger.error('the row could not be written');
    seen = { region: look.region.is, forMs: look.region.forMs };
    if (seen.region !== 'answers') logger.warn('the region of home does not answer as usual', { ...seen });
  });
  await end;
  return seen;
};

function createClients({ homeRegion, region }: WitnessConfig): Clients {
  const probe = awsClientConfig(PROBE_LIMITS);
  return {
    home: new DynamoDBClient({ region: homeRegion, ...probe }),
    witness: new DynamoDBClient({ region, ...probe }),
    homeSts: new STSClient({ region: homeRegion, ...probe }),
  };
}
