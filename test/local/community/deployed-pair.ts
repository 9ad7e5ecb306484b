import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { VaultProvider } from '@cdktf/provider-vault/lib/provider';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { App, TerraformStack } from 'cdktf';
import { CommunityVaultDr, snapshotReplication } from 'cdktf-vault-dr';
import { FenceRows } from '../../../functions/dr-operations/replication/self-fence/rows';
import { CLUSTER_NAMES, type BundleName, type ClusterName } from '../../../functions/shared/contract';
import { createAuthority } from '../../helpers/certificates';
import { AwsApi } from '../aws/api';
import { loadStack } from '../aws/load-stack';
import { ACCOUNT_ID, ROOT_CREDENTIALS } from '../aws/ministack';
import { VaultAdmin } from '../aws/resources/vault-admin';
import type { StrictProxy } from '../aws/strict-proxy';
import { LoadClient } from '../client/load-client';
import { CachingResolver } from '../dns/caching-resolver';
import { HealthChecks } from '../dns/health-checks';
import { startDnsServer } from '../dns/server';
import { ZoneView } from '../dns/zone-view';
import { LEASE, putForeignLease, type LeaseTimes } from '../foreign-lease';
import { createZone, NAMES, readWeights, writeWeights } from '../hosted-zone';
import { stopAll, type Stops } from '../stops';
import { WatchAlarms } from '../watch-alarms';
import { BaoNode, writeSealKey } from '../vault/bao-node';
import { AwsLoginFront } from './aws-login-front';
import { DeployedLambdas, REGIONS, startEmulator } from './emulator';
import { Entrances } from './entrances';
import { RunCommand, type SentCommand } from './run-command';

const DEPLOYMENT = { environment: 'dev', identifier: 'community' } as const;
const SUFFIX = `${DEPLOYMENT.environment}-${DEPLOYMENT.identifier}`;
const NODES = { home: 'vault-dev-home', away: 'vault-dev-away' } as const;
const TAG = 'vault-cluster';
const HOST = '127.0.0.1';

export interface OperatorPlace {
  /** URL of the emulated AWS. */
  readonly endpoint: string;
  /** `ip:port` of a name server that has the zone. */
  readonly nameServer: string;
}

/** A write that the settings in Vault of a cluster consist of. */
interface VaultWrite {
  readonly path: string;
  readonly body: object;
}

interface Parts {
  readonly vaultSettings: Readonly<Record<ClusterName, readonly VaultWrite[]>>;
  readonly nodes: Readonly<Record<ClusterName, BaoNode>>;
  readonly fronts: Readonly<Record<ClusterName, AwsLoginFront>>;
  readonly rootToken: string;
  readonly parkedToken: string;
  readonly commands: RunCommand;
  readonly lambdas: DeployedLambdas;
  readonly zone: ZoneView;
  readonly aws: StrictProxy;
  readonly entrances: Entrances;
  readonly nameServerPort: number;
  readonly ca: string;
  readonly logs: () => string;
  readonly stops: Stops;
}

/**
 * A synthesised `CommunityVaultDr` in the emulator, its real bundles, and two real OpenBao clusters of one node each: home with
 * data, away parked.
 */
export class DeployedPair {
  readonly nodes: Readonly<Record<ClusterName, BaoNode>>;
  /** What the Lambdas call, in front of the nodes. */
  readonly fronts: Readonly<Record<ClusterName, AwsLoginFront>>;
  /** Root token of the data, which a restore brings along. */
  readonly rootToken: string;
  /** The API of AWS, in which a test injects faults. */
  readonly aws: StrictProxy;
  /** Where the addresses of the client name lead. */
  readonly entrances: Entrances;
  /** Output of the emulator and the Lambdas. */
  readonly logs: () => string;

  private constructor(private readonly parts: Parts) {
    const { nodes, fronts, rootToken, aws, entrances, logs } = parts;
    this.nodes = nodes;
    this.fronts = fronts;
    this.rootToken = rootToken;
    this.aws = aws;
    this.entrances = entrances;
    this.logs = logs;
  }

  /** @param parks whether the system parks an old primary */
  static async start({ parks = false }: { readonly parks?: boolean } = {}): Promise<DeployedPair> {
    const stops: Stops = [];
    try {
      return new DeployedPair(await build(stops, parks));
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  /** Invokes a Lambda, as the schedule or an operator would. @throws Error with the error of the Lambda */
  invoke<Answer extends object = Record<string, unknown>>(
    cluster: ClusterName,
    lambda: BundleName,
    event: object = {},
  ): Promise<Answer> {
    return this.parts.lambdas.invoke<Answer>(cluster, lambda, event);
  }

  /** What an operator of this pair has. */
  get operatorPlace(): OperatorPlace {
    return { endpoint: this.aws.url, nameServer: `${HOST}:${this.parts.nameServerPort}` };
  }

  /** Root token of a parked cluster. */
  get parkedToken(): string {
    return this.parts.parkedToken;
  }

  /** URL of Run Command. */
  get serversUrl(): string {
    return this.parts.commands.url;
  }

  /** The CA of both clusters. */
  get ca(): string {
    return this.parts.ca;
  }

  /** What was sent to the servers. */
  get commandsSent(): readonly SentCommand[] {
    return this.parts.commands.sent;
  }

  /** The alarms in the region of a cluster, as the metrics of one of its Lambdas raise them. */
  alarms(cluster: ClusterName, lambda: BundleName = 'community-watch'): WatchAlarms {
    const watch = this.parts.lambdas.nameOf(lambda);
    const limits = { replication: 'snapshot', maxLagSeconds: 180, copyMinutes: 1 } as const;
    return new WatchAlarms(new AwsApi(this.aws.url), REGIONS[cluster], cluster, watch, limits);
  }

  /** Makes the newest file in the region of a cluster one of an earlier time, as if none had come since. */
  async ageCopies(cluster: ClusterName, ms: number): Promise<void> {
    const region = REGIONS[cluster];
    const s3 = new S3Client({ region, endpoint: this.aws.url, credentials: ROOT_CREDENTIALS, forcePathStyle: true });
    const Bucket = bucketOf(cluster);
    try {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'snapshots/' }));
      const keys = Contents.flatMap(({ Key }) => Key ?? []).sort();
      const newest = keys.at(-1) ?? '';
      const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket, Key: newest }));
      const takenAt = new Date(Date.now() - ms).toISOString();
      await s3.send(
        new CopyObjectCommand({
          Bucket,
          Key: `snapshots/${takenAt}.snap`,
          CopySource: `${Bucket}/${encodeURIComponent(newest)}`,
          MetadataDirective: 'REPLACE',
          Metadata: { ...Metadata, 'taken-at': takenAt },
        }),
      );
      for (const Key of keys) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    } finally {
      s3.destroy();
    }
  }

  /** Writes the settings in Vault of a cluster again, as Terraform does for one that was made anew. */
  async applyVaultSettings(cluster: ClusterName, token: string): Promise<void> {
    const admin = new VaultAdmin(this.fronts[cluster].address, token, this.ca);
    try {
      for (const { path, body } of this.parts.vaultSettings[cluster]) await admin.write(path, body);
    } finally {
      admin.close();
    }
  }

  /** The rows of the tables in both regions that tell servers to stop Vault. */
  async fenceRows<Answer>(use: (rows: FenceRows) => Promise<Answer>): Promise<Answer> {
    const open = (name: ClusterName): DynamoDBClient =>
      new DynamoDBClient({ region: REGIONS[name], endpoint: this.aws.url, credentials: ROOT_CREDENTIALS });
    const tables = { home: open('home'), away: open('away') };
    try {
      return await use(new FenceRows(tables, `vault-dr-journal-${SUFFIX}`));
    } finally {
      for (const name of CLUSTER_NAMES) tables[name].destroy();
    }
  }

  /** Somebody else holds the lease in the region of both clusters. @returns what ends it */
  async holdLease(times: LeaseTimes): Promise<() => Promise<void>> {
    const TableName = `vault-dr-journal-${SUFFIX}`;
    const each = async (use: (tables: DynamoDBClient) => Promise<unknown>): Promise<void> => {
      for (const region of Object.values(REGIONS)) {
        const tables = new DynamoDBClient({ region, endpoint: this.aws.url, credentials: ROOT_CREDENTIALS });
        await use(tables).finally(() => tables.destroy());
      }
    };
    await each((tables) => putForeignLease(tables, TableName, times));
    return () => each((tables) => tables.send(new DeleteItemCommand({ TableName, Key: LEASE })));
  }

  setWeights(weights: Readonly<Record<ClusterName, number>>): Promise<void> {
    return writeWeights(this.parts.zone, weights);
  }

  /** A client that writes through the client name, with a DNS resolver of its own. @param token valid at home */
  client(token: string): LoadClient {
    const resolver = new CachingResolver(this.parts.nameServerPort);
    return new LoadClient({ resolver, clientName: NAMES.client, port: this.entrances.port, ca: this.parts.ca, token });
  }

  weights(): Promise<Record<ClusterName, number>> {
    return readWeights(this.parts.zone);
  }

  stop(): Promise<void> {
    return stopAll(this.parts.stops);
  }
}

async function build(stops: Stops, parks: boolean): Promise<Parts> {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-community-'));
  stops.push(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  const authority = createAuthority();
  const sealKey = writeSealKey(join(directory, 'seal.key'));
  const start = async (name: ClusterName): Promise<BaoNode> => {
    const node = await BaoNode.start({
      folder: join(directory, name),
      authority,
      sealKey,
      names: [NAMES.client],
    });
    stops.push(() => node.kill());
    return node;
  };
  const [home, away] = await Promise.all([start('home'), start('away')]);
  const nodes = { home, away };
  const commands = await RunCommand.start(
    { home: `${TAG}=${NODES.home}`, away: `${TAG}=${NODES.away}` },
    async ({ cluster, action, except }) => {
      if (except === HOST) return; // the one server is the active one
      if (action !== 'start') await nodes[cluster].kill();
      if (action === 'wipe') nodes[cluster].wipe();
      if (action === 'restart' || action === 'start') await nodes[cluster].start();
    },
  );
  stops.push(() => commands.stop());

  const environment = { AWS_ENDPOINT_URL_SSM: commands.url };
  const { aws, grants, logs } = await startEmulator({ directory, stops, environment });

  const front = async (name: ClusterName): Promise<AwsLoginFront> => {
    const made = await AwsLoginFront.start(nodes[name], authority, aws.url);
    stops.push(() => made.stop());
    return made;
  };
  const fronts = { home: await front('home'), away: await front('away') };
  const tokens = { home: await home.initialise(), away: await away.initialise() };
  const entrances = await Entrances.start({ home: home.port, away: away.port });
  stops.push(() => entrances.stop());
  const { hosts } = entrances;
  const hostedZoneId = await createZone(aws.url, { home: { host: hosts.home }, away: { host: hosts.away } });
  const admin = (name: ClusterName): VaultAdmin => new VaultAdmin(fronts[name].address, tokens[name], authority.ca);
  const vaults = { home: admin('home'), away: admin('away') };
  stops.push(
    () => vaults.home.close(),
    () => vaults.away.close(),
  );
  const vaultSettings: Record<ClusterName, VaultWrite[]> = { home: [], away: [] };
  const recorded = (name: ClusterName): Pick<VaultAdmin, 'write'> => ({
    write: (path, body) => {
      vaultSettings[name].push({ path, body });
      return vaults[name].write(path, body);
    },
  });
  await loadStack({
    directory: synthesise(join(directory, 'cdktf.out'), { hostedZoneId, caPem: authority.ca, fronts, parks }),
    endpoint: aws.url,
    vault: recorded('home'),
    vaults: { home: recorded('home'), away: recorded('away') },
    grants,
    accountId: ACCOUNT_ID,
  });
  await Promise.all(CLUSTER_NAMES.map((name) => allowWithoutTls(aws.url, name)));
  await Promise.all(CLUSTER_NAMES.map((name) => stopSchedule(new AwsApi(aws.url), REGIONS[name])));
  await away.must('POST', 'dr/parked', { token: tokens.away, body: { by: 'this test' } });

  const zone = new ZoneView(aws.url, hostedZoneId);
  const dns = await startDnsServer(zone, new HealthChecks(zone.client, new AwsApi(aws.url)));
  stops.push(
    () => zone.close(),
    () => dns.stop(),
  );
  return {
    vaultSettings,
    nodes,
    fronts,
    rootToken: tokens.home,
    parkedToken: tokens.away,
    commands,
    lambdas: new DeployedLambdas(aws.url, SUFFIX, stops),
    zone,
    aws,
    entrances,
    nameServerPort: dns.port,
    ca: authority.ca,
    logs,
    stops,
  };
}

interface StackParts {
  readonly hostedZoneId: string;
  readonly caPem: string;
  readonly fronts: Readonly<Record<ClusterName, AwsLoginFront>>;
  readonly parks: boolean;
}

/** @returns the folder of the stack */
function synthesise(outdir: string, { hostedZoneId, caPem, fronts, parks }: StackParts): string {
  const app = new App({ outdir });
  const stack = new TerraformStack(app, 'community');
  const member = (name: ClusterName) => ({
    address: fronts[name].address,
    dnsName: NAMES[name],
    region: REGIONS[name],
    provider: new AwsProvider(stack, `aws-${name}`, { alias: name, region: REGIONS[name] }),
    vaultProvider: new VaultProvider(stack, `vault-${name}`, { alias: name, address: fronts[name].address }),
    subnetIds: ['subnet-1'],
    securityGroupIds: ['sg-1'],
    nodes: { tagKey: TAG, tagValue: NODES[name], ...(parks && { dataPath: '/opt/vault/data' }) },
  });
  new CommunityVaultDr(stack, 'vault-dr', {
    ...DEPLOYMENT,
    // A busy machine is slow, and a cluster that is lost refuses at once.
    probeTimeoutMs: 5_000,
    hostedZoneId,
    caPem,
    clientName: NAMES.client,
    replication: snapshotReplication(),
    awsAuth: { create: true },
    home: member('home'),
    away: member('away'),
  });
  app.synth();
  return join(outdir, 'stacks', 'community');
}

const bucketOf = (name: ClusterName): string => `vault-dr-copies-${name}-${SUFFIX}-${ACCOUNT_ID}`;

/** The emulator has no TLS, which the policy of the bucket demands of everybody. */
async function allowWithoutTls(endpoint: string, name: ClusterName): Promise<void> {
  const region = REGIONS[name];
  const client = new S3Client({ region, endpoint, credentials: ROOT_CREDENTIALS, forcePathStyle: true });
  await client.send(new DeleteBucketPolicyCommand({ Bucket: bucketOf(name) }));
  client.destroy();
}

/** Only the test takes copies. */
async function stopSchedule(api: AwsApi, region: string): Promise<void> {
  const { Rules } = await api.json('events', region, 'AWSEvents.ListRules', {});
  for (const { Name } of Rules as { Name: string }[]) {
    await api.json('events', region, 'AWSEvents.DisableRule', { Name });
  }
}
