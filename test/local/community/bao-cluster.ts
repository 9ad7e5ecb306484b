import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BaoNode, type BaoNodeOptions } from '../vault/bao-node';
import { freePort } from '../vault/free-port';

const BETWEEN_CHECKS_MS = 150;
const CHECK_MS = 1_000;

/** What a test does with a cluster, of one node or of several. */
export type LocalCluster = Pick<
  BaoNode,
  'address' | 'log' | 'hasData' | 'start' | 'kill' | 'wipe' | 'health' | 'until' | 'initialise' | 'call' | 'must'
>;

/**
 * A real OpenBao of three nodes that join each other, behind one address that leads to the active node. While none is active,
 * it leads to any of them, as a load balancer without healthy targets does.
 */
export class BaoCluster implements LocalCluster {
  readonly #server: Server = createServer((client) => this.#forward(client));
  readonly #open = new Map<Socket, number>();
  #active: number | undefined;
  #turn = 0;
  #isOver = false;
  #watching: Promise<void> = Promise.resolve();
  #port = 0;

  private constructor(readonly nodes: readonly BaoNode[]) {}

  static async start(options: Omit<BaoNodeOptions, 'id' | 'port' | 'joins'>): Promise<BaoCluster> {
    const ports = [await freePort('127.0.0.1'), await freePort('127.0.0.1'), await freePort('127.0.0.1')];
    const nodes = await Promise.all(
      ports.map((port, at) =>
        BaoNode.start({
          ...options,
          folder: join(options.folder, `node-${at}`),
          id: `node-${at}`,
          port,
          joins: ports.filter((other) => other !== port).map((other) => `https://127.0.0.1:${other}`),
        }),
      ),
    );
    const cluster = new BaoCluster(nodes);
    cluster.#server.listen(0, '127.0.0.1');
    await once(cluster.#server, 'listening');
    cluster.#port = (cluster.#server.address() as AddressInfo).port;
    cluster.#watching = cluster.#watch();
    return cluster;
  }

  get address(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  get log(): string {
    return this.nodes.map(({ log }) => log).join('\n');
  }

  get hasData(): boolean {
    return this.nodes.some(({ hasData }) => hasData);
  }

  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  async kill(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
  }

  /** Ends the address, too. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#watching;
    await this.kill();
    for (const socket of this.#open.keys()) socket.destroy();
    this.#server.close();
  }

  wipe(): void {
    this.nodes.forEach((node) => node.wipe());
  }

  /** The nodes that are not active. */
  async standbys(): Promise<readonly BaoNode[]> {
    await this.until('it is active', ({ status }) => status === 200);
    const states = await Promise.all(this.nodes.map((node) => node.health()));
    return this.nodes.filter((_node, at) => states[at] !== 200);
  }

  async health(): Promise<number> {
    return (await this.call('GET', 'sys/health')).status;
  }

  until: BaoNode['until'] = async (what, isSo, withinMs = 90_000) => {
    const end = Date.now() + withinMs;
    while (!isSo(await this.call('GET', 'sys/health'))) {
      if (Date.now() > end) throw new Error(`the cluster was waited for until ${what}:\n${this.log.slice(-3_000)}`);
      await pause(50);
    }
  };

  /** Initialises one node, and waits until the others have joined. @returns the root token */
  async initialise(): Promise<string> {
    const token = await (this.nodes[0] as BaoNode).initialise();
    await this.untilJoined(token);
    return token;
  }

  /** Waits until all nodes are voters. */
  async untilJoined(token: string): Promise<void> {
    const end = Date.now() + 90_000;
    while ((await this.voters(token)).length < this.nodes.length) {
      if (Date.now() > end) throw new Error(`nodes did not join:\n${this.log.slice(-3_000)}`);
      await pause(100);
    }
  }

  async voters(token: string): Promise<readonly string[]> {
    const { body } = await this.call('GET', 'sys/storage/raft/configuration', { token });
    const config = (body['data'] as { config?: { servers?: { node_id: string; voter: boolean }[] } } | undefined)
      ?.config;
    return (config?.servers ?? []).filter(({ voter }) => voter).map(({ node_id }) => node_id);
  }

  call: BaoNode['call'] = async (...args) => this.#leading.call(...args);
  must: BaoNode['must'] = async (...args) => this.#leading.must(...args);

  get #leading(): BaoNode {
    return this.nodes[this.#active ?? this.#turn++ % this.nodes.length] as BaoNode;
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      const states = await Promise.all(
        this.nodes.map((node) => node.call('GET', 'sys/health', { timeoutMs: CHECK_MS }).then(({ status }) => status)),
      );
      const active = states.indexOf(200);
      this.#active = active === -1 ? undefined : active;
      for (const [socket, at] of this.#open) if (this.#active !== undefined && at !== this.#active) socket.destroy();
      await pause(BETWEEN_CHECKS_MS);
    }
  }

  #forward(client: Socket): void {
    const node = this.#leading;
    const onward = connect(node.port, '127.0.0.1');
    this.#open.set(client, this.nodes.indexOf(node));
    client.on('error', () => onward.destroy()).on('close', () => this.#open.delete(client) && onward.destroy());
    onward.on('error', () => client.resetAndDestroy()).on('close', () => client.destroy());
    client.pipe(onward).pipe(client);
  }
}
