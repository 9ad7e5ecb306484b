import { met } from './kinds';
import type { Weights } from '../../functions/dns-switch/contract';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { weightsFor } from '../../functions/shared/weighted-records';
import { FakeRoute53 } from '../functions/dr-operations/fake-aws';
import type { AnyCluster, AnyWorld } from './sim-pair';
import { tally } from './tally';

/** How long clients may still use the address from before a change of the name. */
const SPREAD_MS = 1_000;

/** Clients that write through the client name, and the records of that name. */
export class SimClients {
  readonly route53 = new FakeRoute53(() => this.#noteChange());
  /** Numbers of the acknowledged writes. */
  readonly acknowledged = new Set<number>();
  /** Time of each acknowledgement, milliseconds since the epoch. */
  readonly acknowledgedAt = new Map<number, number>();
  #weights: Weights = weightsFor('home');
  #before = { weights: this.#weights, until: 0 };
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly world: AnyWorld) {}

  /** Writes at every second call on average, wherever the name leads or led a moment ago. */
  write(): void {
    if (Math.random() >= 0.5) this.writeNow();
  }

  writeNow(): void {
    const { clusters, clock, network, watch } = this.world;
    const { weights, until } = this.#before;
    const isSpreading = clock.now() < until;
    const reached = CLUSTER_NAMES.filter(
      (name) => this.route53.weights[name] > 0 || (isSpreading && weights[name] > 0),
    );
    const writable = reached.filter((name) => network.clients[name] && clusters[name].writable);
    if (writable.length > 1) {
      if (watch.twoPrimaries === undefined) watch.broken.push('clients reach two writable primaries');
      else tally.count(`excused: clients reach two writable primaries (${watch.twoPrimaries})`);
    }
    for (const name of writable) this.acknowledge(name, this.world.other(name));
  }

  /** @param follower receives the write too; `undefined`: the write never ships */
  acknowledge(name: ClusterName, follower: AnyCluster | undefined): void {
    const id = this.acknowledged.size + 1;
    this.acknowledged.add(id);
    this.acknowledgedAt.set(id, this.world.clock.now());
    this.world.clusters[name].write(id, follower);
  }

  answerOfRoute53(command: Parameters<FakeRoute53['answer']>[0]): object {
    const answer = this.route53.answer(command);
    const insyncMs = this.world.noise.insyncMs ?? 0;
    if (command.constructor.name !== 'GetChangeCommand' || insyncMs === 0) return answer;
    const isPending = this.world.clock.now() - this.#changedAt < insyncMs;
    if (isPending) met('a change of the client name is not yet on every name server');
    return { ChangeInfo: { Status: isPending ? 'PENDING' : 'INSYNC' } };
  }

  #noteChange(): void {
    const now = this.world.clock.now();
    this.#before = { weights: this.#weights, until: now + SPREAD_MS };
    this.#weights = this.route53.weights;
    this.#changedAt = now;
  }
}
