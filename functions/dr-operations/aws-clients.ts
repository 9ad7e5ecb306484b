import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsClientConfig } from '../shared/aws';
import type { ClusterName } from '../shared/contract';

export interface AwsClients {
  readonly secrets: SecretsManagerClient;
  readonly route53: Route53Client;
  /** The lease and journal tables, one in each cluster's region, and where there is one a third for the lease alone. */
  readonly tables: LeaseTables;
}

export type LeaseTables = Readonly<Record<ClusterName, DynamoDBClient>> & { readonly witness?: DynamoDBClient };

/** Made once per execution environment, so that connections are reused. */
export function createAwsClients(regions: Readonly<Record<ClusterName, string>>, witnessRegion?: string): AwsClients {
  const patient = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 2500, maxAttempts: 3 });
  // A lost region must not hold an operation up: one attempt, as long as a probe.
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
