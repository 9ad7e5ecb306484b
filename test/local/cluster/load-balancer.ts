import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { listenerSettings, type ListenerSettings, type LoadBalancerResources } from './load-balancer-settings';
import { freeLoopback } from './loopback';
import { TargetHealth, type TargetState } from './target-health';

/** A node behind the load balancer. */
export interface Target {
  readonly id: string;
  readonly host: string;
  /** The port that the node really has in place of 8200 or 8201. @default - the same ports */
  readonly ports?: Readonly<Record<number, number>>;
}

export interface LoadBalancerOptions {
  /**
   * Length of a second of the synthesised settings, milliseconds. Whatever is concluded about an outage scales with it, so give it only
   * where no duration of Vault takes part.
   *
   * @default 1000
   */
  readonly secondMs?: number;
}

/** A change of a target's health. */
export interface HealthEvent {
  readonly at: number;
  readonly listener: number;
  readonly id: string;
  readonly state: TargetState;
}

/**
 * A model of a network load balancer with cross-zone load balancing, configured by the synthesised listeners and target groups. It checks
 * real nodes over HTTPS and passes TCP through, on an address of its own.
 *
 * Not modelled: passive checks, stickiness, DNS of single zones, and the minutes that AWS may need to register a target.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
export class LoadBalancer {
  readonly events: HealthEvent[] = [];
  readonly #listeners: readonly Listener[];
  #host = '';

  constructor(resources: LoadBalancerResources, { secondMs = 1000 }: LoadBalancerOptions = {}) {
    this.#listeners = listenerSettings(resources).map(
      (settings) =>
        new Listener(settings, secondMs, (id, state) =>
          this.events.push({ at: Date.now(), listener: settings.port, id, state }),
        ),
    );
  }

  /** Its address on the loopback network. */
  get host(): string {
    return this.#host;
  }

  async open(): Promise<void> {
    this.#host = await freeLoopback(this.#listeners.map(({ port }) => port));
    await Promise.all(this.#listeners.map((listener) => listener.open(this.#host)));
  }

  register(target: Target): void {
    for (const listener of this.#listeners) listener.register(target);
  }

  /** Sends no new connection to the target. @returns when the delay is over, and its connections have been cut */
  async deregister(id: string): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.deregister(id)));
  }

  /** State of each target of a listener. */
  health(port: number): Readonly<Record<string, TargetState | 'draining'>> {
    return this.#listeners.find((listener) => listener.port === port)?.health() ?? {};
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }
}

interface Registered {
  readonly target: Target;
  readonly health: TargetHealth;
  readonly sockets: Set<Socket>;
  isDraining: boolean;
}

class Listener {
  readonly #registered = new Map<string, Registered>();
  readonly #clients = new Set<Socket>();
  readonly #server: Server;
  #next = 0;

  constructor(
    private readonly settings: ListenerSettings,
    private readonly secondMs: number,
    private readonly onChange: (id: string, state: TargetState) => void,
  ) {
    this.#server = createServer((client) => this.#accept(client));
  }

  get port(): number {
    return this.settings.port;
  }

  async open(host: string): Promise<void> {
    this.#server.listen(this.port, host);
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    for (const { health } of this.#registered.values()) health.stop();
    for (const client of this.#clients) client.destroy();
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }

  health(): Record<string, TargetState | 'draining'> {
    return Object.fromEntries(
      [...this.#registered].map(([id, { health, isDraining }]) => [id, isDraining ? 'draining' : health.state]),
    );
  }

  register(target: Target): void {
    const { check } = this.settings;
    const address = { host: target.host, port: portOf(target, check.port) };
    const health = new TargetHealth(check, address, this.secondMs, (state) => {
      this.onChange(target.id, state);
      this.#cutUnhealthy();
    });
    this.#registered.set(target.id, { target, health, sockets: new Set(), isDraining: false });
    health.start();
  }

  async deregister(id: string): Promise<void> {
    const registered = this.#registered.get(id);
    if (!registered || registered.isDraining) return;
    registered.isDraining = true;
    registered.health.stop();
    await pause(this.settings.deregistrationSeconds * this.secondMs, undefined, { ref: false });
    if (this.settings.cutsDeregistered) cut(registered.sockets);
    this.#registered.delete(id);
  }

  /** The targets that may get a connection: the healthy ones. If there is none, all of them. */
  #eligible(): readonly Registered[] {
    const all = [...this.#registered.values()].filter(({ isDraining }) => !isDraining);
    const healthy = all.filter(({ health }) => health.state === 'healthy');
    return healthy.length > 0 ? healthy : all;
  }

  /** Connections to a target that gets none any more are cut. While the listener fails open, none is. */
  #cutUnhealthy(): void {
    if (!this.settings.cutsUnhealthy) return;
    const eligible = this.#eligible();
    for (const registered of this.#registered.values())
      if (registered.health.state === 'unhealthy' && !eligible.includes(registered)) cut(registered.sockets);
  }

  #accept(client: Socket): void {
    this.#clients.add(client);
    client.on('close', () => this.#clients.delete(client));
    client.on('error', () => {}); // clients break connections
    const eligible = this.#eligible();
    const chosen = eligible[(this.#next += 1) % eligible.length];
    if (!chosen) {
      client.destroy();
      return;
    }
    const { target, sockets } = chosen;
    const node = connect(portOf(target, this.settings.targetPort), target.host);
    sockets.add(client);
    node.on('error', () => client.destroy());
    node.on('close', () => client.destroy());
    client.on('close', () => {
      sockets.delete(client);
      node.destroy();
    });
    client.pipe(node).pipe(client);
  }
}

const portOf = ({ ports }: Target, port: number): number => ports?.[port] ?? port;

/** Without a reset, unlike AWS: after one, Node keeps a socket whose TLS handshake failed and uses a whole processor. */
function cut(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.destroy();
}
