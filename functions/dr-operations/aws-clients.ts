import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { assumeRole } from '../shared/assumed-role';
import type { AutomaticSettings } from './automatic/settings';
import type { Traffic } from './contract';
import { awsClientConfig, PROBE_LIMITS, type AwsLimits } from '../shared/aws';
import { openNameHealth, type NameHealth } from './name-health';
import type { ClusterName } from '../shared/contract';

export interface AwsClients {
  readonly secrets: SecretsManagerClient;
  readonly route53: Route53Client;
  /** The health checks of the client name. @default - it has none */
  readonly nameHealth?: NameHealth;
  /** The lease and journal tables, one in the region of each cluster, and optionally a third one for the lease alone. */
  readonly tables: LeaseTables;
  /** STS in the region of home, by which a watcher tells a lost region from a lost table. @default - nobody asks it */
  readonly homeSts?: Pick<STSClient, 'send'>;
}

export type LeaseTables = Readonly<Record<ClusterName, DynamoDBClient>> & { readonly witness?: DynamoDBClient };

/** What the clients need to know of the configuration. */
export interface AwsClientSettings {
  readonly regions: Readonly<Record<ClusterName, string>>;
  /** Region of a third lease table. @default - none */
  readonly witnessRegion?: string;
  readonly dns: { readonly roleArn?: string };
  /** What the health checks of the client name watch. @default - it has none */
  readonly traffic?: Traffic;
  /** What may begin by itself. @default - nothing */
  readonly automatic?: AutomaticSettings;
}

/** Limits of a call to STS. It has to end within the time for reading the records. */
export const STS_LIMITS: AwsLimits = { connectionTimeoutMs: 1000, requestTimeoutMs: 1000, maxAttempts: 2 };

/** Created once per execution environment, so that connections and the credentials of an assumed role are reused. */
export function createAwsClients({ regions, witnessRegion, dns, traffic, automatic }: AwsClientSettings): AwsClients {
  const patient = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 2500, maxAttempts: 3 });
  const probe = awsClientConfig(PROBE_LIMITS);
  const table = (region: string): DynamoDBClient => new DynamoDBClient({ region, ...probe });
  const { roleArn } = dns;
  const secrets = new SecretsManagerClient(patient);
  return {
    secrets,
    route53: new Route53Client({
      ...patient,
      ...(roleArn !== undefined && { credentials: assumeRole(new STSClient(awsClientConfig(STS_LIMITS)), roleArn) }),
    }),
    ...(traffic && {
      nameHealth: openNameHealth(traffic, { regions, credentials: () => secrets.config.credentials() }),
    }),
    tables: {
      home: table(regions.home),
      away: table(regions.away),
      ...(witnessRegion !== undefined && { witness: table(witnessRegion) }),
    },
    ...(automatic && { homeSts: new STSClient({ region: regions.home, ...probe }) }),
  };
}
