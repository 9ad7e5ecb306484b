import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { parkCluster, type EmptiedServers } from '../../../functions/community-operations/park';
import { dispatch, parseCall, type CallResult } from '../../../functions/dr-operations/dispatch';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import { runOperation, runStatus, type EngineDependencies } from '../../../functions/dr-operations/engine';
import { selfFenceOf, withSelfFence } from '../../../functions/dr-operations/replication/self-fence';
import { snapshot, type ClusterNodes, type ParkRecord } from '../../../functions/dr-operations/replication/snapshot';
import type { OperationResult, StatusResult } from '../../../functions/dr-operations/result';
import { awsClientConfig } from '../../../functions/shared/aws';
import { Deadline, startClock } from '../../../functions/shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../../../functions/shared/contract';
import { Secret } from '../../../functions/shared/secret';
import { SnapshotStore } from '../../../functions/shared/snapshot-store';
import { closeVaultClients, openVaultClients, type VaultFileClients } from '../../../functions/shared/vault-config';
import { pull } from '../../../functions/snapshot-puller/pull';
import { FakeRoute53, FakeTable } from '../../functions/dr-operations/fake-aws';
import { operationsConfig } from '../../functions/dr-operations/operations-config';
import { createAuthority } from '../../helpers/certificates';
import { ROOT_CREDENTIALS, startMinistack, type Ministack } from '../aws/ministack';
import { UNCHANGED, type Wrap } from './wrap';
import { Wire } from './wire';
import { BaoNode, writeSealKey, type BaoNodeOptions } from '../vault/bao-node';
import { BaoCluster, type LocalCluster } from './bao-cluster';
import { nodeOf, restart, restartInTurn, settle, standbysOf, stopped } from './servers';

const REGIONS = { home: 'eu-central-1', away: 'eu-west-1' } as const;
const BUDGET_MS = 120_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** How the engine logs in: by a method that every copy of the data has, as AWS auth is one. */
const ENGINE = { user: 'engine', password: 'only-for-this-test' } as const;

const POLICY = `
path "sys/storage/raft/snapshot" { capabilities = ["read", "create", "update"] }
path "sys/mounts" { capabilities = ["read"] }
path "sys/namespaces" { capabilities = ["list"] }
path "sys/seal" { capabilities = ["update", "sudo"] }
path "dr/*" { capabilities = ["create", "read", "update"] }`;

interface Wires {
  readonly vault: Readonly<Record<ClusterName, Wire>>;
  readonly files: Readonly<Record<ClusterName, Wire>>;
}

interface PairOptions {
  readonly otherSeal?: boolean;
  readonly mostBytes?: number;
}

/** Two real OpenBao clusters, of one node each or of three: home with data, away parked. With buckets in both regions. */
export class SnapshotPair<C extends LocalCluster = BaoNode> {
  readonly clock = startClock();
  tables = { home: new FakeTable(), away: new FakeTable() };
  route53 = new FakeRoute53(() => undefined);
  /** A third table and servers that stop by themselves. @default - neither */
  witness: FakeTable | undefined;
  /** Clusters that the engine cannot reach, while clients can. */
  readonly cut = new Set<ClusterName>();
  /** Root token of the data, which a restore brings along. */
  rootToken = '';
  /** Root token of away while it is parked. */
  parkedToken = '';
  readonly stores: Readonly<Record<ClusterName, SnapshotStore>>;
  /** For the test itself. */
  readonly s3: Readonly<Record<ClusterName, S3Client>>;
  readonly #engineS3: S3Client[] = [];

  private constructor(
    private readonly folder: string,
    readonly ca: string,
    readonly aws: Ministack,
    readonly nodes: Readonly<Record<ClusterName, C>>,
    /** How the engine and the pullers reach the clusters and the buckets. */
    readonly wires: Wires,
    private readonly mostBytes: number,
  ) {
    // The limits are those of the Lambda.
    const limits = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 45_000, maxAttempts: 2 });
    const common = { credentials: ROOT_CREDENTIALS, forcePathStyle: true, ...limits };
    const s3 = (name: ClusterName, endpoint: string): S3Client =>
      new S3Client({ region: REGIONS[name], endpoint, ...common });
    this.s3 = { home: s3('home', aws.url), away: s3('away', aws.url) };
    const store = (name: ClusterName): SnapshotStore => {
      const client = s3(name, `http://127.0.0.1:${wires.files[name].port}`);
      this.#engineS3.push(client);
      return new SnapshotStore(client, `snapshots-${name}`, REGIONS[name]);
    };
    this.stores = { home: store('home'), away: store('away') };
  }

  static start(options: PairOptions = {}): Promise<SnapshotPair> {
    return SnapshotPair.#of((of) => BaoNode.start(of), options);
  }

  static withThreeNodes(): Promise<SnapshotPair<BaoCluster>> {
    return SnapshotPair.#of((of) => BaoCluster.start(of));
  }

  static async #of<C extends LocalCluster>(
    begin: (options: BaoNodeOptions) => Promise<C>,
    { otherSeal = false, mostBytes = MOST_BYTES }: PairOptions = {},
  ): Promise<SnapshotPair<C>> {
    const folder = mkdtempSync(join(tmpdir(), 'vault-dr-snapshot-'));
    const authority = createAuthority();
    const sealKey = writeSealKey(join(folder, 'seal.key'));
    const keys = { home: sealKey, away: otherSeal ? writeSealKey(join(folder, 'other.key')) : sealKey };
    const cluster = (name: ClusterName): Promise<C> =>
      begin({ folder: join(folder, name), authority, sealKey: keys[name] });
    const [aws, home, away] = await Promise.all([
      startMinistack({ directory: folder, environment: {} }),
      cluster('home'),
      cluster('away'),
    ]);
    const emulator = Number(new URL(aws.url).port);
    const wires = {
      vault: { home: await Wire.start(portOf(home)), away: await Wire.start(portOf(away)) },
      files: { home: await Wire.start(emulator), away: await Wire.start(emulator) },
    };
    const pair = new SnapshotPair<C>(folder, authority.ca, aws, { home, away }, wires, mostBytes);
    await Promise.all(CLUSTER_NAMES.map((name) => pair.s3[name].send(bucketIn(name))));
    await pair.#beginBoth();
    return pair;
  }

  async #beginBoth(): Promise<void> {
    [this.rootToken, this.parkedToken] = await Promise.all([this.begin('home'), this.park('away')]);
    await settle(this.nodes.home);
  }

  /** Makes everything as it is after the start: new clusters, no files, no journal, no faults. */
  async reset(): Promise<void> {
    await Promise.all(this.#allWires.map((wire) => wire.set('passes')));
    this.forget();
    await Promise.all(
      CLUSTER_NAMES.map(async (name) => {
        await this.#emptyBucket(name);
        await this.nodes[name].kill();
        this.nodes[name].wipe();
        await this.nodes[name].start();
      }),
    );
    await this.#beginBoth();
  }

  /** Makes a cluster an empty parked one, whatever it holds. */
  async parkAnew(name: ClusterName): Promise<void> {
    await this.nodes[name].kill();
    this.nodes[name].wipe();
    await this.nodes[name].start();
    const token = await this.park(name);
    if (name === 'away') this.parkedToken = token;
  }

  /** Forgets every operation: an empty journal, and weights as on a normal day. */
  forget(): void {
    this.tables = { home: new FakeTable(), away: new FakeTable() };
    this.route53 = new FakeRoute53(() => undefined);
  }

  async #emptyBucket(name: ClusterName): Promise<void> {
    const Bucket = `snapshots-${name}`;
    const { Contents = [] } = await this.s3[name].send(new ListObjectsV2Command({ Bucket }));
    for (const { Key } of Contents) await this.s3[name].send(new DeleteObjectCommand({ Bucket, Key }));
  }

  get #allWires(): readonly Wire[] {
    const { vault, files } = this.wires;
    return [...Object.values(vault), ...Object.values(files)];
  }

  /** What the death of a process does to its connections. */
  async cutWires(): Promise<void> {
    await Promise.all(this.#allWires.map((wire) => wire.set('refused')));
    await Promise.all(this.#allWires.map((wire) => wire.set('passes')));
  }

  async stop(): Promise<void> {
    await Promise.all([...CLUSTER_NAMES.map((name) => stopped(this.nodes[name])), this.aws.stop()]);
    await Promise.all(this.#allWires.map((wire) => wire.stop()));
    [...Object.values(this.s3), ...this.#engineS3].forEach((client) => client.destroy());
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Initialises a cluster without data. @returns its root token */
  async begin(name: ClusterName): Promise<string> {
    const node = this.nodes[name];
    const token = await node.initialise();
    const as = (body: object) => ({ token, body });
    await node.must('POST', 'sys/mounts/dr', as({ type: 'kv', options: { version: '1' } }));
    await node.must('PUT', 'sys/policies/acl/dr-engine', as({ policy: POLICY }));
    await node.must('POST', 'sys/auth/userpass', as({ type: 'userpass' }));
    await node.must(
      'POST',
      `auth/userpass/users/${ENGINE.user}`,
      // A login with a batch token writes nothing, so it does not move the raft index.
      as({ password: ENGINE.password, token_policies: ['dr-engine'], token_type: 'batch', token_ttl: '10m' }),
    );
    return token;
  }

  /** Makes a cluster without data a parked one. @returns its root token */
  async park(name: ClusterName): Promise<string> {
    const token = await this.begin(name);
    await this.nodes[name].must('POST', 'dr/parked', { token, body: { by: 'this test' } });
    return token;
  }

  /** What the Lambda `auth` does. */
  #login = async (vault: VaultFileClients, name: ClusterName): Promise<Secret> => {
    const path = `auth/userpass/login/${ENGINE.user}`;
    const { auth } = await vault[name].call('POST', path, { timeoutMs: 3_000, body: { password: ENGINE.password } });
    return new Secret((auth as { client_token: string }).client_token);
  };

  /** What the servers can have done to them. A kill and a start are a restart of Vault. */
  readonly servers: ClusterNodes = {
    restart: async (name, which) => {
      const cluster = this.nodes[name];
      if (which === 'all') await restart(cluster);
      else if (cluster instanceof BaoCluster) await restartInTurn(cluster, await cluster.standbys());
      await cluster.until('it is active', ({ status }) => status === 200);
    },
    stopStandbys: async (name) => {
      await Promise.all((await standbysOf(this.nodes[name])).map((one) => one.kill()));
    },
    stopAll: async (name) => {
      await this.nodes[name].kill();
      return { kind: 'stopped' };
    },
    park: (...call) => this.#parking(this.emptied, ...call),
  };

  /** What the servers can have done to them while they are emptied. */
  readonly emptied: EmptiedServers = {
    wipe: async (name) => {
      await this.nodes[name].kill();
      this.nodes[name].wipe();
      return ['0'];
    },
    start: (name, _deadline, only) => nodeOf(this.nodes[name], only).start(),
    restartOne: (name, only) => restart(nodeOf(this.nodes[name], only)),
  };

  /** Parks a sealed cluster with other servers, which a test can kill. */
  parkedBy = (servers: EmptiedServers): ClusterNodes => ({
    ...this.servers,
    park: (...call) => this.#parking(servers, ...call),
  });

  async #parking(
    servers: EmptiedServers,
    name: ClusterName,
    ...[deadline, record, isStopped]: [Deadline, ParkRecord, boolean]
  ): Promise<boolean> {
    const vault = this.#clients();
    const { stores, clock } = this;
    const login = (cluster: ClusterName): Promise<Secret> => this.#login(vault, cluster);
    try {
      return await parkCluster(
        { servers, vault, login, stores, mount: 'dr', clock },
        name,
        deadline,
        record,
        isStopped,
      );
    } finally {
      closeVaultClients(vault);
    }
  }

  get #addresses(): Readonly<Record<ClusterName, string>> {
    // Nobody listens at the address of a cluster that is cut off.
    const of = (name: ClusterName): string =>
      `https://127.0.0.1:${this.cut.has(name) ? 1 : this.wires.vault[name].port}`;
    return { home: of('home'), away: of('away') };
  }

  #clients(): VaultFileClients {
    return openVaultClients({
      addresses: this.#addresses,
      ca: this.ca,
      probeTimeoutMs: 1000,
    });
  }

  /** Runs the puller of a region once. */
  async pull(own: ClusterName = 'away', mostBytes = this.mostBytes, wrap: Wrap = UNCHANGED): ReturnType<typeof pull> {
    const open = this.#clients();
    const vault = { home: wrap('vault home', open.home), away: wrap('vault away', open.away) };
    const { clock } = this;
    const login = (name: ClusterName): Promise<Secret> => this.#login(vault, name);
    const deadline = Deadline.in(clock, 50_000);
    try {
      const store = wrap(`files ${own}`, this.stores[own]);
      return await pull({ own, vault, login, store, mount: 'dr', mostBytes, clock, deadline });
    } finally {
      closeVaultClients(open);
    }
  }

  async #with<T>(
    { nodes, wrap }: { readonly nodes: ClusterNodes; readonly wrap: Wrap },
    use: (dependencies: EngineDependencies) => Promise<T>,
  ): Promise<T> {
    const open = this.#clients();
    const { clock } = this;
    const vault = { home: wrap('vault home', open.home), away: wrap('vault away', open.away) };
    const stores = { home: wrap('files home', this.stores.home), away: wrap('files away', this.stores.away) };
    const login = (name: ClusterName): Promise<Secret> => this.#login(vault, name);
    const tables = {
      home: wrap('table home', this.tables.home.client),
      away: wrap('table away', this.tables.away.client),
      ...(this.witness && { witness: this.witness.client }),
    };
    const config = operationsConfig(
      { addresses: this.#addresses, ca: this.ca, probeTimeoutMs: 1000 },
      this.witness && { selfFenceAfterSeconds: 30 },
    );
    const own = snapshot({ vault, login, stores, nodes: wrap('servers', nodes), mostBytes: this.mostBytes }, clock);
    try {
      return await use({
        vault,
        aws: {
          secrets: undefined as never,
          route53: wrap('route53', this.route53.client),
          tables,
        },
        config,
        clock,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        replication: withSelfFence(own, selfFenceOf(tables, config)),
      });
    } finally {
      closeVaultClients(open);
    }
  }

  /** Runs an operation of the engine. */
  run(
    operation: string,
    more: object = {},
    nodes: ClusterNodes = this.servers,
    wrap: Wrap = UNCHANGED,
  ): Promise<OperationResult> {
    const event = parseOperationEvent({ operation, reason: 'a test', ...more });
    return this.#with({ nodes, wrap }, (dependencies) => runOperation(dependencies, event, BUDGET_MS));
  }

  /** Answers a call as the Lambda of the pair does. A drill may begin by a schedule. */
  call(event: object, nodes: ClusterNodes = this.servers): Promise<CallResult> {
    return this.#with({ nodes, wrap: UNCHANGED }, ({ config, ...more }) => {
      const dependencies = { ...more, config: { ...config, drill: { rtoSeconds: 60 } } };
      return dispatch(parseCall(event), {
        aws: dependencies.aws,
        config: dependencies.config,
        open: () => Promise.resolve({ dependencies, close: () => undefined }),
        remainingMs: () => BUDGET_MS,
      });
    });
  }

  status(): Promise<StatusResult> {
    return this.#with({ nodes: this.servers, wrap: UNCHANGED }, runStatus);
  }

  /** Roles of home and away, as the engine sees them. */
  async roles(): Promise<string> {
    const { clusters } = await this.status();
    return CLUSTER_NAMES.map((name) => clusters[name].role).join(' ');
  }
}

const bucketIn = (name: ClusterName): CreateBucketCommand =>
  new CreateBucketCommand({
    Bucket: `snapshots-${name}`,
    CreateBucketConfiguration: { LocationConstraint: REGIONS[name] },
  });

const portOf = ({ address }: LocalCluster): number => Number(new URL(address).port);
