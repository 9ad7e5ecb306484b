import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { Journal } from '../../../functions/dr-operations/journal';
import { zipFiles } from '../../../functions/zip';
import { config as dev } from '../../../live/dev/config';
import { AwsApi } from '../../local/aws/api';
import { KmsGrants } from '../../local/aws/kms-grants';
import { ACCOUNT_ID, ROOT_CREDENTIALS, startMinistack } from '../../local/aws/ministack';
import { VaultAdmin } from '../../local/aws/resources/vault-admin';
import { StrictProxy } from '../../local/aws/strict-proxy';
import { createEvacuation } from '../../local/evacuation';

/** How long a promotion takes in it, milliseconds. */
export const PROMOTE_MS = 2_000;

const regions = { home: dev.home.region, away: dev.away.region };
const FUNCTION = `vault-dr-operations-${dev.environment}-fleet`;
/** Stands in for `dr-operations` of every pair: a promotion takes its time, and a status says that it was made. */
const STAND_IN = `exports.handler = async ({ operation }) => {
  if (operation === 'status') return { clusters: { home: { role: 'gone' }, away: { role: 'primary' } }, problems: [] };
  await new Promise((resolve) => setTimeout(resolve, ${PROMOTE_MS}));
  return { outcome: 'done', summary: 'away is primary' };
};`;

/** What one evacuation took. */
export interface Evacuated {
  readonly ms: number;
  /** Change batches that Route 53 got. */
  readonly batches: number;
}

/**
 * Evacuates pairs in an emulated AWS: the state machine, the Lambda of the names, the lease tables and the zone are real. The
 * promotions are not: `make bench` measures those.
 */
export async function evacuateFleet(pairs: number): Promise<Evacuated> {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-fleet-'));
  const aws = await StrictProxy.start({});
  const ministack = await startMinistack({ directory, environment: aws.environment });
  aws.target = ministack.url;
  try {
    return await evacuate(aws, pairs);
  } finally {
    await ministack.stop();
    await aws.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

async function evacuate(aws: StrictProxy, count: number): Promise<Evacuated> {
  const zone = await createZone(aws.url, count);
  const admin = new VaultAdmin('https://localhost:1', 'none', '');
  const machine = await createEvacuation({ aws, admin, kms: new KmsGrants(), hostedZoneId: zone });
  const functionArn = await createStandIn(aws.url);
  const pairs = Array.from({ length: count }, (_, i) => pairOf(i, zone, functionArn));
  await createPromoted(aws.url, pairs);

  const api = new AwsApi(aws.url);
  const call = (name: string, body: object) => api.json('states', regions.away, `AWSStepFunctions.${name}`, body);
  const before = changesOf(aws);
  const began = performance.now();
  const input = JSON.stringify({ pairs, reason: 'a benchmark', actor: 'bench' });
  const { executionArn } = await call('StartExecution', { stateMachineArn: machine, input });
  for (;;) {
    const { status, output } = await call('DescribeExecution', { executionArn });
    if (status === 'RUNNING') {
      await sleep(100);
      continue;
    }
    const ms = performance.now() - began;
    const { names } = JSON.parse(typeof output === 'string' ? output : '{}') as {
      names?: { pairs: { outcome: string; why?: string }[] };
    };
    const left = names?.pairs.filter(({ outcome }) => outcome !== 'moved') ?? [];
    if (status !== 'SUCCEEDED' || names?.pairs.length !== count || left.length > 0) {
      throw new Error(`the evacuation of ${count} pairs ended with ${String(status)}: ${left[0]?.why ?? 'no names'}`);
    }
    return { ms, batches: changesOf(aws) - before };
  }
}

const changesOf = ({ calls }: StrictProxy): number =>
  calls.filter(({ operation }) => operation === 'ChangeResourceRecordSets').length;

type Pair = ReturnType<typeof pairOf>;

function pairOf(index: number, zone: string, functionArn: string) {
  const identifier = `p${index}`;
  const { environment } = dev;
  const due = {
    environment,
    identifier,
    to: 'away',
    journalTable: `vault-dr-journal-${environment}-${identifier}`,
    regions,
    dns: { hostedZoneIds: [zone], clientName: nameOf(index), setIdentifiers: { home: 'home', away: 'away' } },
  } as const;
  return { pair: `${environment}/${identifier}`, to: 'away', functionArn, due };
}

const nameOf = (index: number): string => `vault-${index}.dev.example.com`;

async function createZone(endpoint: string, count: number): Promise<string> {
  const client = new Route53Client({ region: 'us-east-1', endpoint, credentials: ROOT_CREDENTIALS });
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({ Name: 'dev.example.com', CallerReference: `fleet-${process.pid}-${Date.now()}` }),
  );
  const HostedZoneId = HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
  const Changes = Array.from({ length: count }, (_, i) => i).flatMap((i) =>
    (['home', 'away'] as const).map((cluster) => ({
      Action: 'CREATE' as const,
      ResourceRecordSet: {
        Name: nameOf(i),
        Type: 'CNAME' as const,
        SetIdentifier: cluster,
        Weight: cluster === 'home' ? 255 : 0,
        TTL: 10,
        ResourceRecords: [{ Value: `${cluster}-${i}.example.net` }],
      },
    })),
  );
  await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
  client.destroy();
  return HostedZoneId;
}

async function createStandIn(endpoint: string): Promise<string> {
  const client = new LambdaClient({ region: regions.away, endpoint, credentials: ROOT_CREDENTIALS });
  const { FunctionArn = '' } = await client.send(
    new CreateFunctionCommand({
      FunctionName: FUNCTION,
      Role: `arn:aws:iam::${ACCOUNT_ID}:role/vault-name-batch-${dev.environment}-${regions.away}`,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 60,
      Code: { ZipFile: zipFiles({ 'index.js': Buffer.from(STAND_IN) }) },
    }),
  );
  const limits = { client, maxWaitTime: 20, minDelay: 0.1, maxDelay: 0.5 };
  await waitUntilFunctionActiveV2(limits, { FunctionName: FUNCTION });
  client.destroy();
  return FunctionArn;
}

/** Creates the tables of each pair, with what a failover writes that has left the name. */
async function createPromoted(endpoint: string, pairs: readonly Pair[]): Promise<void> {
  const client = (region: string) => new DynamoDBClient({ region, endpoint, credentials: ROOT_CREDENTIALS });
  const tables = { home: client(regions.home), away: client(regions.away) };
  for (const { due } of pairs) {
    const table = new CreateTableCommand({
      TableName: due.journalTable,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    });
    await Promise.all([tables.home.send(table), tables.away.send(table)]);
    const journal = new Journal({ tables, tableName: due.journalTable, note: () => undefined });
    const at = new Date().toISOString();
    journal.write(
      { startedAt: at, operationId: 'bench', operation: 'failover', to: 'away', outcome: 'done' },
      { cluster: 'away', at, proof: 'none', hadClients: true, nameDue: true },
    );
    await journal.close();
  }
  for (const each of Object.values(tables)) each.destroy();
}
