import type { ClusterName } from '../../../functions/shared/contract';
import { freeLoopback } from '../cluster/loopback';
import { freePort } from '../vault/free-port';
import { Wire } from './wire';

type OfEach<T> = Readonly<Record<ClusterName, T>>;

/** Where clients enter two clusters: an address for each, with the same port. It passes bytes, as a network load balancer does. */
export class Entrances {
  private constructor(
    readonly hosts: OfEach<string>,
    readonly port: number,
    private readonly wires: readonly Wire[],
  ) {}

  /** @param targets the port of the node behind each, on 127.0.0.1 */
  static async start(targets: OfEach<number>): Promise<Entrances> {
    const port = await freePort('127.0.0.1');
    const hosts = { home: await freeLoopback([port]), away: await freeLoopback([port]) };
    const wires = await Promise.all([
      Wire.start(targets.home, { host: hosts.home, port }),
      Wire.start(targets.away, { host: hosts.away, port }),
    ]);
    return new Entrances(hosts, port, wires);
  }

  /** Which cluster an address leads to. */
  clusterAt(address: string | undefined): ClusterName {
    return address === this.hosts.home ? 'home' : 'away';
  }

  async stop(): Promise<void> {
    await Promise.all(this.wires.map((wire) => wire.stop()));
  }
}
