import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeSettings } from '../../../modules/cluster/node/settings';
import { renderUserData } from '../../../modules/cluster/node/user-data';
import { raftStorage } from '../../../modules/cluster/storage/raft';
import { createAuthority, type Authority } from '../../helpers/certificates';
import { askGroup } from './aws-cli';
import { AutoScalingGroup, type GroupOptions } from './auto-scaling-group';
import type { Instance } from './instance';
import type { LoadBalancer } from './load-balancer';
import { SandboxNode, type NodeImage } from './sandbox-node';

/** How its nodes log in to Vault. */
export const NODE_LOGIN = { mount: 'vault-nodes', role: 'vault-nodes' } as const;

export const BAO = { name: 'bao', path: process.env['BAO_BINARY'] ?? join('.venv', 'bin', 'bao') };
export const BAO_VERSION = '2.7.2';
export const CLUSTER_NAME = 'vault-home.example.com';
export const CLIENT_NAME = 'vault.example.com';
const REGION = 'eu-west-1';
const GROUP = 'vault-test-home';
const HOOKS = { launch: 'join', terminate: 'leave' };
const DEVICES = { data: '/dev/xvdf', audit: '/dev/xvdg' };
const TAG = { key: 'VaultCluster', value: 'test-home' };

export interface SandboxClusterOptions {
  readonly nodes: number;
  /** Endpoint of the other services of AWS. */
  readonly awsUrl: string;
  readonly settings?: Partial<NodeSettings>;
  readonly image?: Partial<NodeImage>;
  /** Further variables of the nodes. */
  readonly env?: Readonly<Record<string, string>>;
  readonly group?: GroupOptions;
  /** Load balancer of the group. @default - none */
  readonly balancer?: Pick<LoadBalancer, 'register' | 'deregister'>;
  readonly sealKey?: Buffer;
  readonly authority?: Authority;
}

/** An Auto Scaling group whose instances run the rendered user data. */
export class SandboxCluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'vault-nodes-'));
  readonly authority: Authority;
  readonly sealKey: Buffer;
  readonly nodes = new Map<string, SandboxNode>();
  readonly group: AutoScalingGroup;
  #settings: NodeSettings;
  #image: NodeImage;

  constructor(private readonly options: SandboxClusterOptions) {
    this.authority = options.authority ?? createAuthority();
    this.sealKey = options.sealKey ?? randomBytes(32);
    this.#settings = nodeSettings(options.settings);
    this.#image = { binary: BAO, ...options.image };
    this.group = new AutoScalingGroup(
      { group: groupResource(options.nodes), template: TEMPLATE },
      {
        start: (instance) => {
          void this.#create(instance).boot();
        },
        kill: async ({ id }) => this.nodes.get(id)?.kill(),
        ...(options.balancer && {
          register: ({ id, privateIp }) => options.balancer?.register({ id, host: privateIp }),
          deregister: async ({ id }) => options.balancer?.deregister(id),
        }),
      },
      options.group,
    );
  }

  /** What nodes are launched with from now on. */
  change(settings: Partial<NodeSettings>, image: Partial<NodeImage> = {}): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#image = { ...this.#image, ...image };
  }

  open(): Promise<void> {
    return this.group.open();
  }

  async close(): Promise<void> {
    await this.group.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Those that run, oldest first. */
  running(): readonly SandboxNode[] {
    return this.group.instances().flatMap(({ id }) => this.nodes.get(id) ?? []);
  }

  /** Everything that all nodes ever wrote. */
  log(): string {
    return [...this.nodes.values()].map((node) => node.log()).join('\n');
  }

  /** What the agents wrote, with the life of the instances. It is for the message of a test that fails. */
  agentLog(): string {
    const agents = [...this.nodes.values()].flatMap(({ instance, lines }) =>
      lines.filter((line) => !line.startsWith('vault:')).map((line) => `${instance.id} ${line}`),
    );
    const states = this.group.events.map(({ at, id, state }) => `${new Date(at).toISOString()} ${id} ${state}`);
    return [...agents, ...states].join('\n');
  }

  #create(instance: Instance): SandboxNode {
    const root = join(this.folder, instance.id);
    mkdirSync(root);
    const node = new SandboxNode(instance, {
      root,
      image: this.#image,
      userData: renderUserData(this.#settings),
      sealKey: this.sealKey,
      env: { ...askGroup(this.group.url, REGION), AWS_ENDPOINT_URL: this.options.awsUrl, ...this.options.env },
      targetLifecycleState: () => this.group.targetLifecycleState(instance.id),
    });
    this.nodes.set(instance.id, node);
    return node;
  }
}

/** The settings of a node of OpenBao. */
export function nodeSettings(change: Partial<NodeSettings> = {}): NodeSettings {
  const storage = raftStorage().bind(
    undefined as never,
    {
      region: REGION,
      serverName: CLUSTER_NAME,
      joinTag: TAG,
    } as never,
  );
  return {
    product: 'openbao',
    version: BAO_VERSION,
    region: REGION,
    name: CLUSTER_NAME,
    otherNames: [CLIENT_NAME],
    joinTag: TAG,
    storage: { kind: 'raft', stanza: storage.stanza },
    sealKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/mrk-1234',
    tls: { kind: 'secret', secretArn: 'tls' },
    group: GROUP,
    hooks: HOOKS,
    login: NODE_LOGIN,
    devices: DEVICES,
    autoHeal: false,
    metricNamespace: 'VaultCluster',
    ...change,
  };
}

const hook = (name: string, transition: string, result: string) => ({
  name,
  lifecycle_transition: `autoscaling:EC2_INSTANCE_${transition}`,
  heartbeat_timeout: 900,
  default_result: result,
});

const groupResource = (nodes: number) => ({
  name: GROUP,
  desired_capacity: nodes,
  instance_maintenance_policy: { min_healthy_percentage: 100, max_healthy_percentage: 134 },
  initial_lifecycle_hook: [
    hook(HOOKS.launch, 'LAUNCHING', 'ABANDON'),
    hook(HOOKS.terminate, 'TERMINATING', 'CONTINUE'),
  ],
  instance_refresh: { preferences: { skip_matching: true, scale_in_protected_instances: 'Wait' } },
  tag: [{ key: TAG.key, value: TAG.value, propagate_at_launch: true }],
});

const TEMPLATE = {
  image_id: 'ami-1',
  block_device_mappings: Object.values(DEVICES).map((device) => ({ device_name: device })),
};
