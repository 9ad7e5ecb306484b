import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { config as dev } from '../../live/dev/config';
import { LOCAL_WORLD_VARIABLE, type LocalWorld } from '../../live/shared/local-world';
import { loadStack } from './aws/load-stack';
import { ACCOUNT_ID, ROOT_CREDENTIALS, startMinistack } from './aws/ministack';
import { VaultAdmin } from './aws/resources/vault-admin';
import { startStrictProxy, type StrictProxy } from './aws/strict-proxy';
import { LoadClient } from './client/load-client';
import { CachingResolver } from './dns/caching-resolver';
import { startDnsServer } from './dns/server';
import { ZoneView } from './dns/zone-view';
import { freePort } from './vault/free-port';
import { createAuthority, SimulatedPair, startOpenBao, type Behaviour, type ClusterName, type Timings } from './vault';

const ROOT = join(__dirname, '..', '..');
const ZONE = 'dev.example.com';
const NAMES = { client: `vault.${ZONE}`, home: `vault-primary.${ZONE}`, away: `vault-dr.${ZONE}` } as const;
/** What the client of the world may do. */
const CLIENT_POLICY = 'path "secret/data/client/*" {\n  capabilities = ["create", "update", "read"]\n}\n';
const SYNTH_MS = 60_000;

export interface WorldOptions {
  readonly timings?: Partial<Timings>;
  readonly behaviour?: Partial<Behaviour>;
  /** How long Route 53 needs to spread a change, milliseconds. @default 300 */
  readonly insyncMs?: number;
}

/** What a Lambda gave: a payload, or an error that it threw. */
export interface Invocation {
  readonly payload: unknown;
  /** `undefined` when it threw nothing. */
  readonly error: { readonly errorType: string; readonly errorMessage: string } | undefined;
  readonly durationMs: number;
}

/** Name of a Lambda, as its folder under `functions/`. */
export type LambdaName = 'auth' | 'dr-operation-token-gen' | 'dns-switch' | 'dr-operations';

/** The whole system on loopback: emulated AWS, OpenBao, two simulated clusters, and dev's synthesised stack in them. */
export interface World {
  readonly pair: SimulatedPair;
  readonly aws: StrictProxy;
  readonly clientName: string;
  readonly hostedZoneId: string;
  /** Outputs of the stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Invokes a Lambda in the region of a cluster, as an operator would. */
  invoke(cluster: ClusterName, lambda: LambdaName, event?: object): Promise<Invocation>;
  /**
   * A client that writes through the client name; its machine has a resolver of its own.
   *
   * @param writesPerSecond 10 by default
   * @param keepNameMs how long its resolver keeps an address although the TTL is over; 0 by default
   */
  client(writesPerSecond?: number, keepNameMs?: number): LoadClient;
  /** Live weights of the client name. */
  weights(): Promise<Record<ClusterName, number>>;
  /** What the emulator and the Lambdas printed. */
  logs(): string;
  stop(): Promise<void>;
}

type Stops = (() => Promise<void> | void)[];

/** Starts everything. What was started is stopped again when something fails. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const stops: Stops = [];
  try {
    return await build(options, stops);
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function build({ timings, behaviour, insyncMs }: WorldOptions, stops: Stops): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), 'vault-dr-world-'));
  stops.push(() => rmSync(directory, { recursive: true, force: true }));
  const ca = createAuthority();
  const [{ aws, logs }, bao] = await settleAll([startAws(stops, insyncMs), startBao(stops)]);

  const pair = await SimulatedPair.start({
    bao,
    ca,
    clientName: NAMES.client,
    names: { home: { dnsNames: [NAMES.home] }, away: { dnsNames: [NAMES.away] } },
    stsEndpoint: aws.url,
    ...(timings && { timings }),
    ...(behaviour && { behaviour }),
  });
  stops.push(() => pair.stop());

  const hostedZoneId = await createZone(aws.url, pair);
  const stackDirectory = await synthesise(directory, {
    awsEndpoint: aws.url,
    accountId: ACCOUNT_ID,
    hostedZoneId,
    clientName: NAMES.client,
    home: { address: pair.home.address, dnsName: NAMES.home },
    away: { address: pair.away.address, dnsName: NAMES.away },
    vaultAddress: pair.home.address,
    caFile: writeCa(directory, ca.ca),
  });
  const admin = new VaultAdmin(pair.home.address, bao.rootToken, pair.ca);
  stops.push(() => admin.close());
  const [{ outputs }, clientToken] = await settleAll([
    loadStack({ directory: stackDirectory, endpoint: aws.url, vault: admin, accountId: ACCOUNT_ID }),
    createClientToken(admin),
  ]);

  const zone = new ZoneView(aws.url, hostedZoneId);
  const dns = await startDnsServer(zone);
  stops.push(
    () => zone.close(),
    () => dns.stop(),
  );
  return {
    pair,
    aws,
    clientName: NAMES.client,
    hostedZoneId,
    outputs,
    invoke: (cluster, lambda, event = {}) => invoke(aws.url, cluster, lambda, event),
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
    logs,
    stop: () => stopAll(stops),
  };
}

async function startAws(stops: Stops, insyncMs: number | undefined): Promise<{ aws: StrictProxy; logs: () => string }> {
  const port = await freePort('127.0.0.1');
  const aws = await startStrictProxy({
    port: 0,
    target: `http://127.0.0.1:${port}`,
    ...(insyncMs !== undefined && { insyncMs }),
  });
  stops.push(() => aws.stop());
  const ministack = await startMinistack({ port, endpointForLambdas: aws.url });
  stops.push(() => ministack.stop());
  return { aws, logs: () => ministack.output() };
}

async function startBao(stops: Stops): ReturnType<typeof startOpenBao> {
  const bao = await startOpenBao({ binary: join(ROOT, '.venv', 'bin', 'bao') });
  stops.push(() => bao.stop());
  return bao;
}

/** The zone as it is before this system comes: names of the clusters, no client name. */
async function createZone(endpoint: string, pair: SimulatedPair): Promise<string> {
  const client = new Route53Client({ region: 'us-east-1', endpoint, credentials: ROOT_CREDENTIALS });
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({ Name: ZONE, CallerReference: directoryName() }),
  );
  const HostedZoneId = HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
  await client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId,
      ChangeBatch: {
        Changes: (['home', 'away'] as const).map((name) => ({
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: NAMES[name],
            Type: 'A',
            TTL: 1,
            ResourceRecords: [{ Value: pair[name].host }],
          },
        })),
      },
    }),
  );
  client.destroy();
  return HostedZoneId;
}

const directoryName = (): string => `local-world-${process.pid}-${Date.now()}`;

function writeCa(directory: string, pem: string): string {
  const file = join(directory, 'ca.pem');
  writeFileSync(file, pem);
  return file;
}

/** Synthesises live/dev for this world, in a process of its own as a pipeline would. @returns the stack's folder */
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

async function invoke(endpoint: string, cluster: ClusterName, lambda: LambdaName, event: object): Promise<Invocation> {
  const client = new LambdaClient({
    region: dev[cluster].region,
    endpoint,
    credentials: ROOT_CREDENTIALS,
    maxAttempts: 1,
  });
  const startedAt = performance.now();
  try {
    const answer = await client.send(
      new InvokeCommand({
        FunctionName: `vault-${lambda}-${dev.environment}-${dev.identifier}`,
        Payload: Buffer.from(JSON.stringify(event)),
      }),
    );
    const payload = JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8') || 'null') as unknown;
    const error = answer.FunctionError ? (payload as Invocation['error']) : undefined;
    return { payload: error ? undefined : payload, error, durationMs: performance.now() - startedAt };
  } finally {
    client.destroy();
  }
}

async function readWeights(zone: ZoneView): Promise<Record<ClusterName, number>> {
  const records = await zone.find(NAMES.client);
  const weight = (name: ClusterName): number =>
    records.find(({ SetIdentifier }) => SetIdentifier?.startsWith(`vault-${name}-`))?.Weight ?? NaN;
  return { home: weight('home'), away: weight('away') };
}

/** Like `Promise.all`, but waits for all, so that whatever was started is known when one of them fails. */
async function settleAll<A, B>(all: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}

/** Last started, first stopped; one that fails does not keep the others alive. */
async function stopAll(stops: Stops): Promise<void> {
  const failures: unknown[] = [];
  for (let stop = stops.pop(); stop; stop = stops.pop()) {
    try {
      await stop();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
}
