import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { STSClient } from '@aws-sdk/client-sts';
import { awsClientConfig } from '../../functions/shared/aws';
import { hasEnded, LEASE_KEY } from '../../functions/dr-operations/lease-table';
import { assumeRole } from '../../functions/shared/assumed-role';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import { DeliveryError } from '../errors';
import type { PlanJson } from '../summary/plan-json';
import type { LiveRecord, LiveState } from './records-change';

const LIMITS = { connectionTimeoutMs: 3_000, requestTimeoutMs: 5_000, maxAttempts: 2 };

/**
 * Reads the weights of the client name in each of its zones, and who holds the lease in the tables of both regions.
 *
 * @throws DeliveryError when Route 53 does not answer, or no lease table does
 */
export async function readLiveState(config: EnvironmentConfig, plan: PlanJson): Promise<LiveState> {
  const [records, operation] = await Promise.all([readRecords(config), readOperation(config, plan)]);
  return { records, operation };
}

async function readRecords(config: EnvironmentConfig): Promise<LiveRecord[]> {
  const { hostedZoneId, otherHostedZoneIds = [], clientName, home, dns, environment } = config;
  const settings = { region: home.region, ...awsClientConfig(LIMITS) };
  const sts = new STSClient(settings);
  // A zone in another account is read with the role that Terraform assumes to change it.
  const credentials = dns === undefined ? {} : { credentials: assumeRole(sts, dns.deployRoleArn) };
  const client = new Route53Client({ ...settings, ...credentials });
  try {
    const zones = [hostedZoneId, ...otherHostedZoneIds].map((zone) => readZone(client, zone, clientName));
    return (await Promise.all(zones)).flat();
  } catch (cause) {
    throw new DeliveryError(
      `the plan changes the records of ${clientName}, and their weights cannot be read (${nameOf(cause)}): ` +
        `check the AWS role and the network, then apply ${environment} again`,
      { cause },
    );
  } finally {
    client.destroy();
    sts.destroy();
  }
}

async function readZone(client: Route53Client, zone: string, clientName: string): Promise<LiveRecord[]> {
  const list = new ListResourceRecordSetsCommand({ HostedZoneId: zone, StartRecordName: clientName, MaxItems: 100 });
  const { ResourceRecordSets = [] } = await client.send(list);
  return ResourceRecordSets.flatMap(({ Name, Type: type = '', SetIdentifier: setIdentifier, Weight: weight }) =>
    Name?.toLowerCase() === `${clientName.toLowerCase()}.` && setIdentifier !== undefined && weight !== undefined
      ? [{ zone, setIdentifier, type, weight }]
      : [],
  );
}

/** @returns the holder of the lease; `undefined` when there is none, or there is no table yet */
async function readOperation(
  { home, away, environment }: EnvironmentConfig,
  plan: PlanJson,
): Promise<string | undefined> {
  const table = tableIn(plan);
  if (table === undefined) return undefined;
  const asked = [home.region, away.region].map((region) => readLease(region, table));
  const answers = await Promise.allSettled(asked);
  const failed = answers.filter((answer) => answer.status === 'rejected');
  if (failed.length === answers.length) {
    throw new DeliveryError(
      `the plan changes the records, and no lease table ${table} answers (${nameOf(failed[0]?.reason)}): ` +
        `make sure that no operation runs, check the AWS role and the network, then apply ${environment} again`,
    );
  }
  return answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : undefined)).find(Boolean);
}

/** Name of the table of the lease and the journal, the same in both regions; `undefined` before it exists. */
function tableIn({ resource_changes = [] }: PlanJson): string | undefined {
  const names = resource_changes
    .filter(({ type }) => type === 'aws_dynamodb_table')
    .map(({ change }) => change.before?.['name']);
  return names.find((name): name is string => typeof name === 'string');
}

async function readLease(region: string, table: string): Promise<string | undefined> {
  const client = new DynamoDBClient({ region, ...awsClientConfig(LIMITS) });
  try {
    const get = new GetItemCommand({ TableName: table, Key: LEASE_KEY, ConsistentRead: true });
    const { Item } = await client.send(get);
    // A lease without a time is one that this release does not understand, so it counts.
    if (Item === undefined || hasEnded(Item['until']?.S, Date.now())) return undefined;
    return Item['holder']?.S ?? 'an unknown operation';
  } finally {
    client.destroy();
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
