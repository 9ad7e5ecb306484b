import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ClusterName } from '../../../functions/shared/contract';
import { freeLoopback } from '../cluster/loopback';
import { freePort } from '../vault/free-port';

type OfEach<T> = Readonly<Record<ClusterName, T>>;

/** Where clients enter two clusters: an address for each, with the same port. It passes bytes, as a network load balancer does. */
export class Entrances {
  readonly #servers: Server[] = [];
  readonly #open = new Set<Socket>();

  private constructor(
    readonly hosts: OfEach<string>,
    readonly port: number,
  ) {}

  /** @param targets the port of the node behind each, on 127.0.0.1 */
  static async start(targets: OfEach<number>): Promise<Entrances> {
    const port = await freePort('127.0.0.1');
    const hosts = { home: await freeLoopback([port]), away: await freeLoopback([port]) };
    const entrances = new Entrances(hosts, port);
    await Promise.all([entrances.#lead(hosts.home, targets.home), entrances.#lead(hosts.away, targets.away)]);
    return entrances;
  }

  /** Which cluster an address leads to. */
  clusterAt(address: string | undefined): ClusterName {
    return address === this.hosts.home ? 'home' : 'away';
  }

  async stop(): Promise<void> {
    this.#open.forEach((socket) => socket.destroy());
    await Promise.all(this.#servers.map((server) => once(server.close(), 'close')));
  }

  async #lead(host: string, target: number): Promise<void> {
    const server = createServer((incoming) => {
      const onward = connect(target, '127.0.0.1');
      for (const [socket, other] of [
        [incoming, onward],
        [onward, incoming],
      ] as const) {
        this.#open.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          this.#open.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    this.#servers.push(server);
    await once(server.listen(this.port, host), 'listening');
  }
}
