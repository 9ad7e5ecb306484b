import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { CommunityVaultDr, postgresReplication, selfRunDatabase } from 'cdktf-vault-dr';
import type { ClusterName } from '../../../functions/shared/contract';
import { loadStack } from '../aws/load-stack';
import { ACCOUNT_ID } from '../aws/ministack';
import { VaultAdmin } from '../aws/resources/vault-admin';
import { AwsApi } from '../aws/api';
import { ClusterSecrets } from '../cluster/secrets';
import { HealthChecks } from '../dns/health-checks';
import { startDnsServer } from '../dns/server';
import { ZoneView } from '../dns/zone-view';
import { createZone, NAMES, readWeights, writeWeights } from '../hosted-zone';
import { stopAll, type Stops } from '../stops';
import { AwsLoginFront } from './aws-login-front';
import type { OperatorPlace } from './deployed-pair';
import { DeployedLambdas, REGIONS, startEmulator } from './emulator';
import { Entrances } from './entrances';
import type { PostgresPrograms } from './find-postgres';
import { startPostgresPair, type PostgresPair } from './pair';
import { DATABASE } from './postgres';

const DEPLOYMENT = { environment: 'dev', identifier: 'postgres' } as const;
const HOST = '127.0.0.1';
const HEALTHY_MS = 60_000;

type OfEach<T> = Readonly<Record<ClusterName, T>>;

/**
 * A synthesised `CommunityVaultDr` on PostgreSQL in the emulator, its real bundle, two real OpenBao clusters of one node each, and
 * two real PostgreSQL with TLS and passwords. The password of the engine is only in Secrets Manager.
 */
export class DeployedPostgres {
  /** Use `start`. */
  constructor(
    readonly pair: PostgresPair,
    /** Password of the roles of the databases. */
    readonly password: string,
    private readonly lambdas: DeployedLambdas,
    private readonly zone: ZoneView,
    /** What an operator of this pair has. */
    readonly operatorPlace: OperatorPlace,
    /** Output of the emulator and the Lambdas. */
    readonly logs: () => string,
    private readonly stops: Stops,
  ) {}

  static async start(programs: PostgresPrograms): Promise<DeployedPostgres> {
    const stops: Stops = [];
    try {
      return await build(programs, stops);
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  /** Invokes the Lambda that operates the pair, as an operator would. @throws Error with the error of the Lambda */
  operate(cluster: ClusterName, event: object): Promise<Record<string, unknown>> {
    return this.lambdas.invoke(cluster, 'community-operations', { reason: 'a test', ...event });
  }

  /** Waits until the status is healthy. A replica streams, and a node answers, some seconds after the server began. */
  async untilHealthy(cluster: ClusterName): Promise<void> {
    const end = Date.now() + HEALTHY_MS;
    let status = await this.operate(cluster, { operation: 'status' });
    while (status['healthy'] !== true) {
      if (Date.now() > end) throw new Error(`not healthy: ${JSON.stringify(status)}`);
      await pause(500);
      status = await this.operate(cluster, { operation: 'status' });
    }
  }

  weights(): Promise<Record<ClusterName, number>> {
    return readWeights(this.zone);
  }

  setWeights(weights: OfEach<number>): Promise<void> {
    return writeWeights(this.zone, weights);
  }

  stop(): Promise<void> {
    return stopAll(this.stops);
  }
}

async function build(programs: PostgresPrograms, stops: Stops): Promise<DeployedPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-deployed-'));
  stops.push(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  const password = randomBytes(16).toString('hex');
  const pair = await startPostgresPair(programs, password);
  stops.push(() => pair.stop());

  const { aws, grants, logs } = await startEmulator({ directory, stops });

  const front = async (name: ClusterName): Promise<AwsLoginFront> => {
    const made = await AwsLoginFront.start(pair.nodes[name], pair.authority, aws.url);
    stops.push(() => made.stop());
    return made;
  };
  const fronts = { home: await front('home'), away: await front('away') };
  const secret = (name: ClusterName): Promise<string> =>
    new ClusterSecrets(aws.url, REGIONS[name]).create(JSON.stringify({ password }));
  const secrets = { home: await secret('home'), away: await secret('away') };
  // An address for each, so that a name server shows which cluster the client name leads to.
  const entrances = await Entrances.start({ home: pair.nodes.home.port, away: pair.nodes.away.port });
  stops.push(() => entrances.stop());
  const { hosts } = entrances;
  const hostedZoneId = await createZone(aws.url, { home: { host: hosts.home }, away: { host: hosts.away } });
  const vault = new VaultAdmin(fronts.home.address, pair.rootToken, pair.authority.ca);
  stops.push(() => vault.close());
  await loadStack({
    directory: synthesise(join(directory, 'cdktf.out'), { hostedZoneId, pair, fronts, secrets }),
    endpoint: aws.url,
    vault,
    grants,
    accountId: ACCOUNT_ID,
  });

  const zone = new ZoneView(aws.url, hostedZoneId);
  const dns = await startDnsServer(zone, new HealthChecks(zone.client, new AwsApi(aws.url)));
  stops.push(
    () => zone.close(),
    () => dns.stop(),
  );
  const operatorPlace = { endpoint: aws.url, nameServer: `${HOST}:${dns.port}` };
  const lambdas = new DeployedLambdas(aws.url, `${DEPLOYMENT.environment}-${DEPLOYMENT.identifier}`, stops);
  return new DeployedPostgres(pair, password, lambdas, zone, operatorPlace, logs, stops);
}

interface Parts {
  readonly hostedZoneId: string;
  readonly pair: PostgresPair;
  readonly fronts: OfEach<AwsLoginFront>;
  /** ARN of the secret in the region of each cluster. */
  readonly secrets: OfEach<string>;
}

/** @returns the folder of the stack */
function synthesise(outdir: string, { hostedZoneId, pair, fronts, secrets }: Parts): string {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'postgres');
  const caPem = pair.authority.ca;
  const member = (name: ClusterName) => ({
    address: fronts[name].address,
    dnsName: NAMES[name],
    region: REGIONS[name],
    provider: new AwsProvider(stack, `aws-${name}`, { alias: name, region: REGIONS[name] }),
    subnetIds: ['subnet-1'],
    securityGroupIds: ['sg-1'],
  });
  const database = (name: ClusterName) =>
    selfRunDatabase({
      // Two servers on one machine would have one address.
      host: name === 'home' ? '127.0.0.1' : '127.0.0.2',
      port: pair.databases[name].port,
      database: DATABASE,
      password: { secretArn: secrets[name] },
    });
  new CommunityVaultDr(stack, 'vault-dr', {
    ...DEPLOYMENT,
    hostedZoneId,
    caPem,
    clientName: NAMES.client,
    replication: postgresReplication({
      databases: { home: database('home'), away: database('away') },
      caPem,
      stepDown: { vaultProvider: new VaultProvider(stack, 'vault', { address: fronts.home.address }) },
    }),
    awsAuth: { create: true },
    home: member('home'),
    away: member('away'),
  });
  app.synth();
  return join(outdir, 'stacks', 'postgres');
}
