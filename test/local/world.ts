import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LOCAL_WORLD_VARIABLE, type LocalWorld } from '../../live/shared/local-world';
import { AwsApi } from './aws/api';
import { KmsGrants } from './aws/kms-grants';
import { loadStack, type LoadOptions } from './aws/load-stack';
import { LambdaProcesses } from './aws/lambda-processes';
import { ACCOUNT_ID, startMinistack } from './aws/ministack';
import { VaultAdmin } from './aws/resources/vault-admin';
import { StrictProxy, type StrictProxyOptions } from './aws/strict-proxy';
import { LoadClient } from './client/load-client';
import { CachingResolver } from './dns/caching-resolver';
import { HealthChecks } from './dns/health-checks';
import { startDnsServer } from './dns/server';
import { ZoneView } from './dns/zone-view';
import { createZone, NAMES, readWeights, writeWeights } from './hosted-zone';
import type { BundleName } from '../../functions/shared/contract';
import { functionName, Region, type Invocation } from './region';
import { createZoneRole } from './zone-role';
import { stopAll, type Stops } from './stops';
import { Taps, type Tap } from './tap';
import { createAuthority, SimulatedPair, startOpenBao, type Behaviour, type ClusterName, type Timings } from './vault';

const ROOT = join(__dirname, '..', '..');
const NAMES_OF_CLUSTERS = ['home', 'away'] as const;
/** Vault policy of the clients of a world. */
const CLIENT_POLICY = 'path "secret/data/client/*" {\n  capabilities = ["create", "update", "read"]\n}\n';
/** Limit on the synthesis: it takes five seconds, and more on a busy machine. */
const SYNTH_MS = 240_000;

export interface WorldOptions {
  readonly timings?: Partial<Timings>;
  readonly behaviour?: Partial<Behaviour>;
  /** State of the pair after the start. @default - linked */
  readonly initial?: 'linked' | 'disabled';
  /** How long Route 53 needs to spread a change, milliseconds. @default 300 */
  readonly insyncMs?: number;
  /** Whether EventBridge renews the tokens every minute. @default true */
  readonly schedule?: boolean;
  /** Role for the records, which is created as docs/zone-in-another-account.md says. @default - the Lambdas use their own */
  readonly zoneRole?: string;
  /** Whether a second zone has the client name, as a private one beside a public one. @default false */
  readonly secondZone?: boolean;
  /** Whether the journal's changes are sent as events. @default false */
  readonly events?: boolean;
  /** Whether the records have health checks on the signal of each region. @default false */
  readonly healthChecks?: boolean;
  /** What begins by itself. It only does while the test invokes the watchers. @default - nothing */
  readonly automatic?: LocalWorld['automatic'];
  /** Whether the watch asks Vault's autopilot. @default false */
  readonly autopilot?: boolean;
  /** Drills. One begins only if the test starts it. @default - none begins by itself */
  readonly drill?: LocalWorld['drill'];
  /** Creates the resources of the stack. @default - `loadStack` */
  readonly load?: StackLoader;
}

/** Creates the resources of a synthesised stack in the emulators. @returns its outputs */
export type StackLoader = (
  options: LoadOptions & { readonly vaultToken: string },
) => Promise<{ readonly outputs: Readonly<Record<string, unknown>> }>;

export type { Invocation } from './region';

/** The whole system on loopback: emulated AWS, OpenBao, two simulated clusters, and dev's synthesised stack in them. */
export interface World {
  readonly pair: SimulatedPair;
  readonly aws: StrictProxy;
  /** Who may use which KMS key. */
  readonly kms: KmsGrants;
  readonly clientName: string;
  readonly hostedZoneId: string;
  /** `ip:port` of the name server that answers from the zone. */
  readonly nameServer: string;
  /** Token of the clients; it allows writes below `secret/data/client/`. */
  readonly clientToken: string;
  /** Root token of both clusters. */
  readonly rootToken: string;
  /** Outputs of the stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The AWS regions of the two clusters, with the rights of their administrator. */
  readonly regions: Readonly<Record<ClusterName, Region>>;
  /** Invokes a Lambda in the region of a cluster, as an operator would. */
  invoke(cluster: ClusterName, lambda: BundleName, event?: object): Promise<Invocation>;
  /**
   * Creates a client that writes through the client name and has its own DNS resolver.
   *
   * @param writesPerSecond 10 by default
   * @param keepNameMs how long the resolver keeps an address beyond its TTL, milliseconds; 0 by default
   */
  client(writesPerSecond?: number, keepNameMs?: number): LoadClient;
  /** Client of `home` with the root token. */
  readonly admin: VaultAdmin;
  /** Records of the zone, for reading and for edits by hand. */
  readonly zone: ZoneView;
  /** The second zone, with the option `secondZone`. */
  readonly otherZone: ZoneView | undefined;
  /** Current weights of the client name. */
  weights(): Promise<Record<ClusterName, number>>;
  /** Edits the weights as a person would by hand. */
  setWeights(weights: Readonly<Record<ClusterName, number>>): Promise<void>;
  /** Calls `tap` for every call to a cluster and for every call of a Lambda to AWS. @returns a function that removes it */
  tap(tap: Tap): () => void;
  /** Kills the process of a Lambda; the next invocation starts a new one. @returns whether one was running */
  kill(cluster: ClusterName, lambda: BundleName): Promise<boolean>;
  /** Sets how far the clocks of the Lambdas of a region are ahead, milliseconds. */
  setClock(cluster: ClusterName, aheadMs: number): void;
  /**
   * Restores the state after the start: a healthy pair, weights 255 and 0, an empty journal, no faults, correct clocks.
   * Tokens and the data of the clients stay.
   */
  reset(): Promise<void>;
  /** Output of the emulator and the Lambdas. */
  logs(): string;
  stop(): Promise<void>;
}

/** Starts everything. When a part fails, the parts that were started are stopped again. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const stops: Stops = [];
  try {
    return await build(options, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function build(options: WorldOptions, stops: Stops): Promise<World> {
  const {
    timings,
    behaviour,
    initial,
    insyncMs,
    schedule = true,
    load = loadStack,
    zoneRole,
    secondZone,
    events = false,
    healthChecks = false,
    automatic,
    autopilot = false,
    drill,
  } = options;
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-world-'));
  stops.push(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
  const ca = createAuthority();
  const taps = new Taps();
  const processes = new LambdaProcesses(directory);
  const grants = new KmsGrants();
  const kms = { grants, identify: (accessKeyId: string) => processes.identify(accessKeyId) };
  const [{ aws, logs }, bao] = await settleAll([
    startAws(stops, { directory, processes, kms, tap: taps.pass, ...(insyncMs !== undefined && { insyncMs }) }),
    startBao(stops),
  ]);

  const pair = await SimulatedPair.start({
    bao,
    ca,
    clientName: NAMES.client,
    names: { home: { dnsNames: [NAMES.home] }, away: { dnsNames: [NAMES.away] } },
    stsEndpoint: aws.url,
    tap: taps.pass,
    ...(timings && { timings }),
    ...(behaviour && { behaviour }),
    ...(initial && { initial }),
  });
  stops.push(() => pair.stop());

  const hostedZoneId = await createZone(aws.url, pair);
  const otherZoneId = secondZone ? await createZone(aws.url, pair) : undefined;
  const roleArn = zoneRole && (await createZoneRole(aws.url, zoneRole, { hostedZoneId, clientName: NAMES.client }));
  const stackDirectory = await synthesise(directory, {
    awsEndpoint: aws.url,
    accountId: ACCOUNT_ID,
    hostedZoneId,
    ...(otherZoneId !== undefined && { otherHostedZoneIds: [otherZoneId] }),
    ...(healthChecks && { traffic: { dataPlane: true } }),
    clientName: NAMES.client,
    ...(roleArn && { dns: { accountId: ACCOUNT_ID, roleArn, deployRoleArn: roleArn } }),
    home: { address: pair.home.address, dnsName: NAMES.home },
    away: { address: pair.away.address, dnsName: NAMES.away },
    vaultAddress: pair.home.address,
    caFile: writeCa(directory, ca.ca),
    ...(automatic && { automatic }),
    ...(autopilot && { autopilot }),
    ...(drill && { drill }),
  });
  const admin = new VaultAdmin(pair.home.address, bao.rootToken, pair.ca);
  stops.push(() => admin.close());
  const [{ outputs }, clientToken] = await settleAll([
    load({
      directory: stackDirectory,
      endpoint: aws.url,
      vault: admin,
      grants,
      accountId: ACCOUNT_ID,
      vaultToken: bao.rootToken,
      events,
    }),
    createClientToken(admin),
  ]);

  const regions = openRegions(aws.url, outputs);
  stops.push(() => NAMES_OF_CLUSTERS.forEach((name) => regions[name].close()));
  if (!schedule) await Promise.all(NAMES_OF_CLUSTERS.map((name) => regions[name].stopSchedule()));
  const zone = new ZoneView(aws.url, hostedZoneId);
  const otherZone = otherZoneId === undefined ? undefined : new ZoneView(aws.url, otherZoneId);
  const health = new HealthChecks(zone.client, new AwsApi(aws.url));
  const dns = await startDnsServer(zone, health);
  stops.push(
    () => zone.close(),
    () => otherZone?.close(),
    () => dns.stop(),
  );
  return {
    pair,
    aws,
    kms: grants,
    clientName: NAMES.client,
    hostedZoneId,
    nameServer: `127.0.0.1:${dns.port}`,
    clientToken,
    rootToken: bao.rootToken,
    outputs,
    regions,
    admin,
    zone,
    otherZone,
    invoke: (cluster, lambda, event = {}) => regions[cluster].invoke(lambda, event),
    client: (writesPerSecond = 10, keepNameMs = 0) =>
      new LoadClient({
        resolver: new CachingResolver(dns.port, keepNameMs),
        clientName: NAMES.client,
        port: pair.port,
        ca: pair.ca,
        token: clientToken,
        writesPerSecond,
      }),
    weights: () => readWeights(zone),
    setWeights: (weights) => writeWeights(zone, weights),
    tap: (tap) => taps.set(tap),
    kill: (cluster, lambda) => processes.kill(regions[cluster].name, functionName(lambda)),
    setClock: (cluster, aheadMs) => processes.setClock(regions[cluster].name, aheadMs),
    reset: async () => {
      NAMES_OF_CLUSTERS.forEach((name) => processes.setClock(regions[name].name, 0));
      await Promise.all([aws.restore(), pair.reset()]);
      await Promise.all(NAMES_OF_CLUSTERS.map((name) => regions[name].forgetOperations()));
      await writeWeights(zone, { home: 255, away: 0 });
      health.forget();
    },
    logs,
    stop: () => stopAll(stops),
  };
}

async function startAws(
  stops: Stops,
  { directory, processes, ...options }: StrictProxyOptions & { directory: string; processes: LambdaProcesses },
): Promise<{ aws: StrictProxy; logs: () => string }> {
  const aws = await StrictProxy.start(options);
  stops.push(() => aws.stop());
  const ministack = await startMinistack({ directory, environment: { ...aws.environment, ...processes.environment } });
  aws.target = ministack.url;
  stops.push(() => ministack.stop());
  return { aws, logs: () => ministack.output() };
}

async function startBao(stops: Stops): ReturnType<typeof startOpenBao> {
  const bao = await startOpenBao({ binary: join(ROOT, '.venv', 'bin', 'bao') });
  stops.push(() => bao.stop());
  return bao;
}

function writeCa(directory: string, pem: string): string {
  const file = join(directory, 'ca.pem');
  writeFileSync(file, pem);
  return file;
}

/** Synthesises live/dev for this world in its own process, as a pipeline would. @returns the folder of the stack */
async function synthesise(directory: string, world: LocalWorld): Promise<string> {
  const worldFile = join(directory, 'world.json');
  const outdir = join(directory, 'cdktf.out');
  writeFileSync(worldFile, JSON.stringify(world));
  await promisify(execFile)('npx', ['--no-install', 'tsx', 'live/dev/main.ts'], {
    cwd: ROOT,
    timeout: SYNTH_MS,
    env: { ...process.env, [LOCAL_WORLD_VARIABLE]: worldFile, CDKTF_OUTDIR: outdir },
  });
  return join(outdir, 'stacks', 'vault-dr-dev');
}

async function createClientToken(admin: VaultAdmin): Promise<string> {
  await admin.write('sys/policies/acl/local-world-client', { policy: CLIENT_POLICY });
  const answer = await admin.write('auth/token/create', {
    policies: ['local-world-client'],
    no_parent: true,
    ttl: '24h',
  });
  return (answer as { auth: { client_token: string } }).auth.client_token;
}

/** Opens both regions with the resources named in the outputs of the stack. */
function openRegions(endpoint: string, outputs: Readonly<Record<string, unknown>>): Record<ClusterName, Region> {
  const open = (cluster: ClusterName): Region => {
    const parts = outputs[`vault-dr_${cluster}`] as Record<string, string>;
    return new Region(cluster, endpoint, {
      secret: parts['operation_token_secret_arn'] ?? '',
      breakGlassSecret: parts['break_glass_token_secret_arn'] ?? '',
      journalTable: parts['journal_table_arn']?.split('/').pop() ?? '',
    });
  };
  return { home: open('home'), away: open('away') };
}

/** Like `Promise.all`, but waits for all promises before it rejects, so that every started part can be stopped. */
async function settleAll<A, B>(all: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}
