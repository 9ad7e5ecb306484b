import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DEAD_MS, JournalReader, markDied, type RecordedOperation } from '../../cli/operations/journal-reader';

const PAGE = 2;
const ENTRIES = Array.from({ length: 5 }, (_, index) => ({
  operationId: `id-${index}`,
  operation: 'switchover',
  outcome: 'running',
  actor: `jo-${index}`,
  startedAt: new Date(1_000_000 - index).toISOString(),
  steps: [],
})) as unknown as RecordedOperation[];

/** A table that gives two entries with each answer, as DynamoDB gives at most 1 MB. */
const table = createServer((request, response) => {
  void request
    .setEncoding('utf8')
    .toArray()
    .then((chunks: string[]) => {
      const query = JSON.parse(chunks.join('')) as {
        ExpressionAttributeValues: { ':key': { S: string } };
        ExclusiveStartKey?: { at: { N: string } };
        Limit?: number;
      };
      const isLease = query.ExpressionAttributeValues[':key'].S === 'lease';
      const from = Number(query.ExclusiveStartKey?.at.N ?? 0);
      const to = from + Math.min(PAGE, query.Limit ?? PAGE);
      const items = isLease ? [] : ENTRIES.slice(from, to).map((entry) => ({ entry: { S: JSON.stringify(entry) } }));
      const more = !isLease && to < ENTRIES.length && { LastEvaluatedKey: { at: { N: String(to) } } };
      response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify({ Items: items, ...more }));
    });
});

let client: DynamoDBClient;
let reader: JournalReader;
beforeAll(async () => {
  await new Promise<Server>((resolve) => void table.listen(0, '127.0.0.1', () => resolve(table)));
  const endpoint = `http://127.0.0.1:${(table.address() as AddressInfo).port}`;
  client = new DynamoDBClient({
    region: 'eu-west-1',
    endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  reader = new JournalReader({ home: client, away: client }, 'journal');
});
afterAll(async () => {
  client.destroy();
  await new Promise((resolve) => table.close(resolve));
});

const ids = (entries: readonly { operationId: string }[]): string[] => entries.map(({ operationId }) => operationId);

describe('JournalReader', () => {
  it('reads page after page until it has as many entries as were asked for', async () => {
    expect(ids((await reader.read(3)).entries)).toEqual(['id-0', 'id-1', 'id-2']);
  });

  it('reads every entry of the journal when there is no limit', async () => {
    expect(ids((await reader.read(Infinity)).entries)).toEqual(ids(ENTRIES));
  });
});

describe('markDied', () => {
  const [entry] = ENTRIES as [RecordedOperation];
  const view = { entries: [], lease: undefined, silent: [] };
  const later = Date.parse(entry.startedAt) + DEAD_MS;

  it('ends an operation that still counts as running and holds no lease', () => {
    expect(markDied(entry, view, later).outcome).toBe('died');
  });

  it.each([
    ['holds the lease', { ...view, lease: { holder: `switchover by ${entry.actor}`, beat: '1' } }, later],
    ['has only just begun', view, later - 1],
    ['may hold it in a table that does not answer', { ...view, silent: ['home' as const] }, later],
  ])('leaves an operation running that %s', (_, seen, now) => {
    expect(markDied(entry, seen, now).outcome).toBe('running');
  });
});
