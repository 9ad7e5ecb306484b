import { send } from '../vault/send';
import { until } from '../../helpers/until';
import { loadClusterSettings } from './load-cluster-settings';
import { CLUSTER_NAME, NODE_LOGIN, type SandboxCluster } from './sandbox-cluster';
import type { SandboxNode } from './sandbox-node';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A member of the cluster by autopilot. */
export interface Member {
  readonly id: string;
  readonly status: string;
  readonly healthy: boolean;
}

/** Somebody with the root token of a cluster. */
export class ClusterOperator {
  rootToken = '';

  constructor(private readonly cluster: SandboxCluster) {}

  /** One call to one node. @throws Error when it does not answer */
  async call(node: SandboxNode, method: string, path: string, body?: object | Buffer): Promise<Answer> {
    const { status, body: answer } = await send({
      method,
      url: `https://${CLUSTER_NAME}:8200/v1/${path}`,
      connectTo: node.instance.privateIp,
      ca: this.cluster.authority.ca,
      headers: this.rootToken === '' ? {} : { 'x-vault-token': this.rootToken },
      timeoutMs: 10_000,
      ...(body !== undefined && { body: Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const text = answer.toString();
    return { status, body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {} };
  }

  /** Like {@link call} to any node that answers with success, as often as it takes. */
  async ask(method: string, path: string, body?: object): Promise<Answer['body']> {
    let answer: Answer | undefined;
    await until(
      async () => {
        for (const node of this.cluster.running()) {
          answer = await this.call(node, method, path, body).catch(() => undefined);
          if (answer && answer.status < 300) return true;
        }
        return false;
      },
      () => `${method} ${path} was not answered: ${JSON.stringify(answer)}\n${this.cluster.agentLog()}`,
    );
    return answer?.body ?? {};
  }

  /** Initialises the cluster through its first node, and lets the nodes log in. */
  async initialise(): Promise<void> {
    const [first] = this.cluster.running();
    if (!first) throw new Error('no node runs');
    const { body } = await this.call(first, 'PUT', 'sys/init', { recovery_shares: 1, recovery_threshold: 1 });
    if (typeof body['root_token'] !== 'string')
      throw new Error(`the cluster was not initialised: ${JSON.stringify(body)}`);
    this.rootToken = body['root_token'];
    await this.letNodesLogIn();
    // A voter has to be stable for 10 s otherwise.
    await this.ask('POST', 'sys/storage/raft/autopilot/configuration', { server_stabilization_time: '2s' });
  }

  async letNodesLogIn(): Promise<void> {
    const identity = { role: NODE_LOGIN.role, name: CLUSTER_NAME, caCertificate: this.cluster.authority.ca };
    await loadClusterSettings([identity], { write: (path, body) => this.ask('POST', path, body) });
    await this.ask('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '1' } });
  }

  async members(): Promise<readonly Member[]> {
    const { data } = await this.ask('GET', 'sys/storage/raft/autopilot/state');
    const { servers } = data as { servers: Record<string, { status: string; healthy: boolean }> };
    return Object.entries(servers).map(([id, { status, healthy }]) => ({ id, status, healthy }));
  }

  /** Waits until exactly the running nodes are healthy voters. */
  async complete(): Promise<void> {
    let members: readonly Member[] = [];
    await until(
      async () => {
        members = await this.members();
        const ids = members.filter(({ healthy, status }) => healthy && status !== 'non-voter').map(({ id }) => id);
        const running = this.cluster.group.instances().map(({ id }) => id);
        return members.length === running.length && running.every((id) => ids.includes(id));
      },
      () => `the cluster is not complete: ${JSON.stringify(members)}\n${this.cluster.agentLog()}`,
      120_000,
    );
  }

  /** The active node. */
  async active(): Promise<SandboxNode> {
    let found: SandboxNode | undefined;
    await until(async () => {
      for (const node of this.cluster.running()) {
        const answer = await this.call(node, 'GET', 'sys/leader').catch(() => undefined);
        if (answer?.body['is_self'] === true) found = node;
      }
      return found !== undefined;
    }, 'no node is active');
    return found as SandboxNode;
  }
}
