import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsClients, LeaseTables } from '../functions/dr-operations/aws-clients';
import { awsClientConfig, type AwsLimits } from '../functions/shared/aws';
import type { ClusterName } from '../functions/shared/contract';
import type { EnvironmentSettings } from './config';

/** After this time without a connection, a region counts as unreachable. */
const CONNECT_MS = 3_000;

/** Opens AWS clients with the operator's credentials, which the SDK finds in variables, profile, SSO or instance role. */
export class OperatorAws {
  readonly #open: { destroy(): void }[] = [];

  constructor(private readonly settings: EnvironmentSettings) {}

  /**
   * A Lambda client that makes one attempt per call: a second invocation could run an operation twice.
   *
   * @param timeoutMs longest wait for one answer; 0 means no limit
   */
  lambda(cluster: ClusterName, timeoutMs: number): LambdaClient {
    return this.#keep(
      new LambdaClient(
        this.#config(this.settings[cluster].region, { ...CONNECT, requestTimeoutMs: timeoutMs, maxAttempts: 1 }),
      ),
    );
  }

  /** Lease and journal tables, and the witness's lease table. Short limits, so that a lost region does not delay the others. */
  tables(): LeaseTables {
    const { home, away, witnessRegion } = this.settings;
    const limits = { connectionTimeoutMs: 1000, requestTimeoutMs: 2000, maxAttempts: 1 };
    const table = (region: string): DynamoDBClient => this.#keep(new DynamoDBClient(this.#config(region, limits)));
    return {
      home: table(home.region),
      away: table(away.region),
      ...(witnessRegion !== undefined && { witness: table(witnessRegion) }),
    };
  }

  /** AWS clients for an engine that runs in this process. */
  engine(cluster: ClusterName): AwsClients {
    const patient = this.#config(this.settings[cluster].region, { ...CONNECT, requestTimeoutMs: 5000, maxAttempts: 3 });
    return {
      secrets: this.#keep(new SecretsManagerClient(patient)),
      route53: this.#keep(new Route53Client(patient)),
      tables: this.tables(),
    };
  }

  close(): void {
    for (const client of this.#open.splice(0)) client.destroy();
  }

  #keep<T extends { destroy(): void }>(client: T): T {
    this.#open.push(client);
    return client;
  }

  #config(region: string, limits: AwsLimits) {
    const { awsEndpoint } = this.settings;
    return {
      region,
      ...awsClientConfig(limits),
      ...(awsEndpoint !== undefined && { endpoint: awsEndpoint }),
    };
  }
}

const CONNECT = { connectionTimeoutMs: CONNECT_MS } as const;
