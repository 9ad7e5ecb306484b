import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { readLiveState } from '../../../delivery/apply/live-state';
import type { PlanJson } from '../../../delivery/summary/plan-json';
import { CONFIGS } from '../../../live/environments';
import type { EnvironmentConfig } from '../../../live/shared/environment-config';
import { failure } from '../../helpers/errors';
import { startMinistack, type Ministack } from '../../local/aws/ministack';

const NAME = CONFIGS.dev.clientName;
const TABLE = 'journal';
const VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;

const plan: PlanJson = {
  resource_changes: [
    {
      address: 'aws_dynamodb_table.journal',
      type: 'aws_dynamodb_table',
      mode: 'managed',
      change: { actions: ['no-op'], before: { name: TABLE }, after: { name: TABLE } },
    },
  ],
};

/** Creates a zone in which the client name leads to away, and home has the weight `home`. @returns its id */
async function createZone(dns: Route53Client, home: number): Promise<string> {
  const zone = { Name: 'dev.example.com', CallerReference: String(home) };
  const { HostedZone } = await dns.send(new CreateHostedZoneCommand(zone));
  const Changes = [
    ['vault-home', home],
    ['vault-away', 255],
  ].map(([SetIdentifier, Weight]) => ({
    Action: 'UPSERT' as const,
    ResourceRecordSet: {
      Name: NAME,
      Type: 'CNAME' as const,
      TTL: 10,
      SetIdentifier: String(SetIdentifier),
      Weight: Number(Weight),
      ResourceRecords: [{ Value: 'vault.example.com' }],
    },
  }));
  await dns.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: HostedZone?.Id, ChangeBatch: { Changes } }));
  return (HostedZone?.Id ?? '').replace('/hostedzone/', '');
}

describe('the live state of a pair', () => {
  const before = VARIABLES.map((name) => process.env[name]);
  let aws: Ministack;
  let directory: string;
  let config: EnvironmentConfig;
  let tables: DynamoDBClient;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'vault-dr-live-'));
    aws = await startMinistack({ directory, environment: {} });
    process.env['AWS_ENDPOINT_URL'] = aws.url;
    process.env['AWS_ACCESS_KEY_ID'] = process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
    const { region } = CONFIGS.dev.home;
    const dns = new Route53Client({ region });
    const zones = [await createZone(dns, 0), await createZone(dns, 255)] as const;
    dns.destroy();
    config = { ...CONFIGS.dev, hostedZoneId: zones[0], otherHostedZoneIds: [zones[1]] };
    tables = new DynamoDBClient({ region });
    await tables.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  }, 60_000);

  afterAll(async () => {
    VARIABLES.forEach((name, index) => {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    });
    tables.destroy();
    await aws.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const lease = (until: string) =>
    tables.send(
      new PutItemCommand({
        TableName: TABLE,
        Item: { pk: { S: 'lease' }, sk: { S: 'lease' }, holder: { S: 'failover by jo' }, until: { S: until } },
      }),
    );

  it('has the weights of the client name in every zone, and no operation while nobody holds the lease', async () => {
    const { records, operation } = await readLiveState(config, plan);
    const { hostedZoneId, otherHostedZoneIds } = config;
    const inZone = (zone: string | undefined, home: number) => [
      { zone, setIdentifier: 'vault-home', type: 'CNAME', weight: home },
      { zone, setIdentifier: 'vault-away', type: 'CNAME', weight: 255 },
    ];
    const expected = [...inZone(hostedZoneId, 0), ...inZone(otherHostedZoneIds?.[0], 255)];
    expect(records).toHaveLength(expected.length);
    expect(records).toEqual(expect.arrayContaining(expected));
    expect(operation).toBeUndefined();
  });

  it('has the operation that holds the lease, although only one region has a table', async () => {
    await lease(new Date(Date.now() + 60_000).toISOString());
    expect((await readLiveState(config, plan)).operation).toBe('failover by jo');
  });

  it('has an operation whose lease has no time that can be read', async () => {
    await lease('tomorrow');
    expect((await readLiveState(config, plan)).operation).toBe('failover by jo');
  });

  it('has no operation when its lease ended long ago', async () => {
    await lease('2020-01-01T00:00:00.000Z');
    expect((await readLiveState(config, plan)).operation).toBeUndefined();
  });

  it('is not guessed when Route 53 has no such zone', async () => {
    const { message } = await failure(readLiveState({ ...config, hostedZoneId: 'ZNONE' }, plan));
    expect(message).toMatch(
      /^the plan changes the records of vault\.dev\.example\.com, and their weights cannot be read/,
    );
  });

  it('is not guessed when no lease table answers', async () => {
    const other = {
      ...plan.resource_changes?.[0],
      change: { actions: ['no-op'], before: { name: 'none' }, after: null },
    };
    const { message } = await failure(readLiveState(config, { resource_changes: [other] } as PlanJson));
    expect(message).toMatch(
      /no lease table none answers \(ResourceNotFoundException\): make sure that no operation runs/,
    );
  });
});
