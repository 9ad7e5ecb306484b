import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STSClient } from '@aws-sdk/client-sts';
import { STS_LIMITS, type AwsClients, type LeaseTables } from '../functions/dr-operations/aws-clients';
import { assumeRole } from '../functions/shared/assumed-role';
import { awsClientConfig, type AwsLimits } from '../functions/shared/aws';
import type { ClusterName } from '../functions/shared/contract';
import { openNameHealth } from '../functions/dr-operations/name-health';
import type { EnvironmentSettings } from './config';

/** After this time without a connection, a region counts as unreachable. */
const CONNECT_MS = 3_000;

/**
 * Opens AWS clients with the operator's credentials, which the SDK finds in variables, profile, SSO or instance role. Each
 * client is opened once: `status --watch` looks thousands of times, and each client has connections of its own.
 */
export class OperatorAws {
  readonly #open = new Map<string, { destroy(): void }>();

  constructor(private readonly settings: EnvironmentSettings) {}

  /**
   * A Lambda client that makes one attempt per call: a second invocation could run an operation twice.
   *
   * @param timeoutMs longest wait for one answer; 0 means no limit
   */
  lambda(cluster: ClusterName, timeoutMs: number): LambdaClient {
    const { region } = this.settings[cluster];
    const limits = { ...CONNECT, requestTimeoutMs: timeoutMs, maxAttempts: 1 };
    return this.#once(`lambda ${region} ${timeoutMs}`, () => new LambdaClient(this.#config(region, limits)));
  }

  /** Lease and journal tables, and the witness's lease table. Short limits, so that a lost region does not delay the others. */
  tables(): LeaseTables {
    const { home, away, witnessRegion } = this.settings;
    const limits = { connectionTimeoutMs: 1000, requestTimeoutMs: 2000, maxAttempts: 1 };
    const table = (region: string): DynamoDBClient =>
      this.#once(`table ${region}`, () => new DynamoDBClient(this.#config(region, limits)));
    return {
      home: table(home.region),
      away: table(away.region),
      ...(witnessRegion !== undefined && { witness: table(witnessRegion) }),
    };
  }

  /** AWS clients for an engine that runs in this process. */
  engine(cluster: ClusterName): AwsClients {
    const { region } = this.settings[cluster];
    const limits = { ...CONNECT, requestTimeoutMs: 5000, maxAttempts: 3 };
    const patient = this.#config(region, limits);
    const { traffic, home, away, awsEndpoint } = this.settings;
    const secrets = this.#once(`secrets ${region}`, () => new SecretsManagerClient(patient));
    const leading = {
      regions: { home: home.region, away: away.region },
      credentials: () => secrets.config.credentials(),
      ...(awsEndpoint !== undefined && { cloudWatch: awsEndpoint }),
    };
    return {
      secrets,
      ...(traffic && { nameHealth: openNameHealth(traffic, leading) }),
      route53: this.#once(`route53 ${region}`, () => this.#openRoute53(region, limits)),
      tables: this.tables(),
    };
  }

  #openRoute53(region: string, limits: AwsLimits): Route53Client {
    const config = this.#config(region, limits);
    const { dnsRoleArn } = this.settings;
    if (dnsRoleArn === undefined) return new Route53Client(config);
    const sts = this.#once(`sts ${region}`, () => new STSClient(this.#config(region, STS_LIMITS)));
    return new Route53Client({ ...config, credentials: assumeRole(sts, dnsRoleArn) });
  }

  close(): void {
    for (const client of this.#open.values()) client.destroy();
    this.#open.clear();
  }

  /** @param name service, region and limits, which say everything about a client */
  #once<T extends { destroy(): void }>(name: string, open: () => T): T {
    const client = (this.#open.get(name) as T | undefined) ?? open();
    this.#open.set(name, client);
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
