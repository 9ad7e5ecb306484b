import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsClientConfig } from '../shared/aws';
import type { ClusterName } from '../shared/contract';

export interface AwsClients {
  readonly secrets: SecretsManagerClient;
  readonly route53: Route53Client;
  /** The lease and journal tables, one in the region of each cluster, and optionally a third one for the lease alone. */
  readonly tables: LeaseTables;
}

export type LeaseTables = Readonly<Record<ClusterName, DynamoDBClient>> & { readonly witness?: DynamoDBClient };

/** Created once per execution environment, so that connections are reused. */
export function createAwsClients(regions: Readonly<Record<ClusterName, string>>, witnessRegion?: string): AwsClients {
  const patient = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 2500, maxAttempts: 3 });
  // A lost region must not delay an operation, so there is one attempt with the limit of a probe.
  const table = (region: string): DynamoDBClient =>
    new DynamoDBClient({
      region,
      ...awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 1000, maxAttempts: 1 }),
    });
  return {
    secrets: new SecretsManagerClient(patient),
    route53: new Route53Client(patient),
    tables: {
      home: table(regions.home),
      away: table(regions.away),
      ...(witnessRegion !== undefined && { witness: table(witnessRegion) }),
    },
  };
}
