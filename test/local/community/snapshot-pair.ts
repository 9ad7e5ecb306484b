import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { parkCluster, type EmptiedServers } from '../../../functions/community-operations/park';
import { dispatch, parseCall, type CallResult } from '../../../functions/dr-operations/dispatch';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import { runOperation, runStatus, type EngineDependencies } from '../../../functions/dr-operations/engine';
import { snapshot, type ClusterNodes } from '../../../functions/dr-operations/replication/snapshot';
import type { OperationResult, StatusResult } from '../../../functions/dr-operations/result';
import { Deadline, startClock } from '../../../functions/shared/clock';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { VaultResponseError } from '../../../functions/shared/errors';
import { Secret } from '../../../functions/shared/secret';
import { SnapshotStore } from '../../../functions/shared/snapshot-store';
import { closeVaultClients, openVaultClients, type VaultFileClients } from '../../../functions/shared/vault-config';
import { pull } from '../../../functions/snapshot-puller/pull';
import { FakeRoute53, FakeTable } from '../../functions/dr-operations/fake-aws';
import { operationsConfig } from '../../functions/dr-operations/operations-config';
import { createAuthority } from '../../helpers/certificates';
import { ROOT_CREDENTIALS, startMinistack, type Ministack } from '../aws/ministack';
import { BaoNode, writeSealKey } from '../vault/bao-node';

const REGIONS = { home: 'eu-central-1', away: 'eu-west-1' } as const;
const BUDGET_MS = 120_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** How the engine logs in: by a method that every copy of the data has, as AWS auth is one. */
const ENGINE = { user: 'engine', password: 'only-for-this-test' } as const;

const POLICY = `
path "sys/storage/raft/snapshot" { capabilities = ["read", "create", "update"] }
path "sys/mounts" { capabilities = ["read"] }
path "sys/seal" { capabilities = ["update", "sudo"] }
path "dr/*" { capabilities = ["create", "read", "update"] }`;

/** Two real OpenBao clusters of one node each: home with data, away parked. With buckets in both regions. */
export class SnapshotPair {
  readonly clock = startClock();
  readonly tables = { home: new FakeTable(), away: new FakeTable() };
  readonly route53 = new FakeRoute53(() => undefined);
  /** Root token of the data, which a restore brings along. */
  rootToken = '';
  /** Root token of away while it is parked. */
  parkedToken = '';
  readonly stores: Readonly<Record<ClusterName, SnapshotStore>>;
  readonly s3: Readonly<Record<ClusterName, S3Client>>;

  private constructor(
    private readonly folder: string,
    readonly ca: string,
    private readonly aws: Ministack,
    readonly nodes: Readonly<Record<ClusterName, BaoNode>>,
  ) {
    const s3 = (name: ClusterName): S3Client =>
      new S3Client({ region: REGIONS[name], endpoint: aws.url, credentials: ROOT_CREDENTIALS, forcePathStyle: true });
    this.s3 = { home: s3('home'), away: s3('away') };
    const store = (name: ClusterName): SnapshotStore =>
      new SnapshotStore(this.s3[name], `snapshots-${name}`, REGIONS[name]);
    this.stores = { home: store('home'), away: store('away') };
  }

  static async start({ otherSeal = false }: { readonly otherSeal?: boolean } = {}): Promise<SnapshotPair> {
    const folder = mkdtempSync(join(tmpdir(), 'vault-dr-snapshot-'));
    const authority = createAuthority();
    const sealKey = writeSealKey(join(folder, 'seal.key'));
    const keys = { home: sealKey, away: otherSeal ? writeSealKey(join(folder, 'other.key')) : sealKey };
    const node = (name: ClusterName): Promise<BaoNode> =>
      BaoNode.start({ folder: join(folder, name), authority, sealKey: keys[name] });
    const [aws, home, away] = await Promise.all([
      startMinistack({ directory: folder, environment: {} }),
      node('home'),
      node('away'),
    ]);
    const pair = new SnapshotPair(folder, authority.ca, aws, { home, away });
    await Promise.all([
      ...CLUSTER_NAMES.map((name) => pair.s3[name].send(bucketIn(name))),
      pair.begin('home').then((token) => (pair.rootToken = token)),
      pair.park('away').then((token) => (pair.parkedToken = token)),
    ]);
    return pair;
  }

  async stop(): Promise<void> {
    await Promise.all([...CLUSTER_NAMES.map((name) => this.nodes[name].kill()), this.aws.stop()]);
    CLUSTER_NAMES.forEach((name) => this.s3[name].destroy());
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

  login = async (name: ClusterName): Promise<Secret> => {
    const path = `auth/userpass/login/${ENGINE.user}`;
    const { status, body } = await this.nodes[name].call('POST', path, { body: { password: ENGINE.password } });
    if (status !== 200) throw new VaultResponseError(this.nodes[name].address, path, status, []);
    return new Secret((body['auth'] as { client_token: string }).client_token);
  };

  /** What the servers can have done to them. A kill and a start are a restart of Vault. */
  readonly servers: ClusterNodes = {
    restart: async (name, which) => {
      if (which === 'standbys') return; // there is one node
      await this.nodes[name].kill();
      await this.nodes[name].start();
      await this.nodes[name].until('it is active', ({ status }) => status === 200);
    },
    stopStandbys: () => Promise.resolve(),
    stopAll: async (name) => {
      await this.nodes[name].kill();
      return { kind: 'stopped' };
    },
    park: (...call) => this.#parking(...call),
  };

  /** What the servers can have done to them while they are emptied. */
  readonly emptied: EmptiedServers = {
    wipe: async (name) => {
      await this.nodes[name].kill();
      this.nodes[name].wipe();
      return ['the one node'];
    },
    start: (name) => this.nodes[name].start(),
  };

  /** Parks a sealed cluster with other servers, which a test can kill. */
  parkedBy = (servers: EmptiedServers): ClusterNodes => ({
    ...this.servers,
    park: (...call) => this.#parking(...call, servers),
  });

  async #parking(
    name: ClusterName,
    deadline: Deadline,
    made: (clusterId: string) => Promise<void>,
    servers = this.emptied,
  ): Promise<void> {
    const vault = this.#clients();
    const { login, stores, clock } = this;
    try {
      await parkCluster({ servers, vault, login, stores, mount: 'dr', clock }, name, deadline, made);
    } finally {
      closeVaultClients(vault);
    }
  }

  #clients(): VaultFileClients {
    const { home, away } = this.nodes;
    return openVaultClients({
      addresses: { home: home.address, away: away.address },
      ca: this.ca,
      probeTimeoutMs: 1000,
    });
  }

  /** Runs the puller of a region once. */
  async pull(own: ClusterName = 'away', mostBytes = MOST_BYTES): ReturnType<typeof pull> {
    const vault = this.#clients();
    const { login, clock } = this;
    const deadline = Deadline.in(clock, 50_000);
    try {
      return await pull({ own, vault, login, store: this.stores[own], mount: 'dr', mostBytes, clock, deadline });
    } finally {
      closeVaultClients(vault);
    }
  }

  async #with<T>(nodes: ClusterNodes, use: (dependencies: EngineDependencies) => Promise<T>): Promise<T> {
    const vault = this.#clients();
    const { home, away } = this.nodes;
    const { login, stores, clock } = this;
    try {
      return await use({
        vault,
        aws: {
          secrets: undefined as never,
          route53: this.route53.client,
          tables: { home: this.tables.home.client, away: this.tables.away.client },
        },
        config: operationsConfig({
          addresses: { home: home.address, away: away.address },
          ca: this.ca,
          probeTimeoutMs: 1000,
        }),
        clock,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        replication: snapshot({ vault, login, stores, nodes, mostBytes: MOST_BYTES }, clock),
      });
    } finally {
      closeVaultClients(vault);
    }
  }

  /** Runs an operation of the engine. */
  run(operation: string, more: object = {}, nodes: ClusterNodes = this.servers): Promise<OperationResult> {
    const event = parseOperationEvent({ operation, reason: 'a test', ...more });
    return this.#with(nodes, (dependencies) => runOperation(dependencies, event, BUDGET_MS));
  }

  /** Answers a call as the Lambda of the pair does. A drill may begin by a schedule. */
  call(event: object, nodes: ClusterNodes = this.servers): Promise<CallResult> {
    return this.#with(nodes, ({ config, ...more }) => {
      const dependencies = { ...more, config: { ...config, drill: { rtoSeconds: 60 } } };
      return dispatch(parseCall(event), {
        aws: dependencies.aws,
        config: dependencies.config,
        open: () => Promise.resolve({ dependencies, close: () => undefined }),
        budgetMs: () => BUDGET_MS,
      });
    });
  }

  status(): Promise<StatusResult> {
    return this.#with(this.servers, runStatus);
  }

  /** Roles of home and away, as the engine sees them. */
  async roles(): Promise<string> {
    const { clusters } = await this.status();
    return CLUSTER_NAMES.map((name) => clusters[name].role).join(' ');
  }

  other = otherCluster;
}

const bucketIn = (name: ClusterName): CreateBucketCommand =>
  new CreateBucketCommand({
    Bucket: `snapshots-${name}`,
    CreateBucketConfiguration: { LocationConstraint: REGIONS[name] },
  });
