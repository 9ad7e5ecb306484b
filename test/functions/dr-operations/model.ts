import { plan } from '../../../functions/dr-operations/plan';
import type { OperationRequest } from '../../../functions/dr-operations/event';
import type { Plan, Step } from '../../../functions/dr-operations/steps';
import type { RunFacts, UnfinishedOperation, World } from '../../../functions/dr-operations/world';
import type { Weights } from '../../../functions/dns-switch/contract';
import type { ClusterObservation } from '../../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../../functions/shared/contract';
import { weightsFor } from '../../../functions/shared/weighted-records';
import { LIMITS, primary, secondary, world } from './worlds';

interface ModelCluster {
  mode: 'primary' | 'secondary';
  alive: boolean;
  /** Writes that are on it. */
  data: ReadonlySet<number>;
  /** Whether it was primary before it became a secondary: then it still says its last WAL. */
  wasPrimary: boolean;
  /** Follows the other one, or could fetch from it until a moment ago. */
  linked: boolean;
  known: ClusterName[];
}

/** What goes wrong in a step; `none` when the faults are used up. */
export const FAULTS = [
  'none',
  'refused',
  'stuck',
  'source dies',
  'target dies',
  'killed before',
  'killed after',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Ends a run: the Lambda is gone. */
class Killed extends Error {}
/** Ends a run: a step fails. */
class Failed extends Error {}

export type Ending = Plan['kind'] | 'killed' | 'failed' | 'endless';

const MOST_ROUNDS = 40;

/**
 * Two clusters, their clients and the name, as small as a pair can be. It applies steps as the executor does, with
 * faults, and keeps what clients were told was written.
 */
export class ModelPair {
  readonly clusters: Record<ClusterName, ModelCluster> = {
    home: { mode: 'primary', alive: true, data: new Set([0]), wasPrimary: true, linked: false, known: ['away'] },
    away: { mode: 'secondary', alive: true, data: new Set([0]), wasPrimary: false, linked: true, known: [] },
  };
  weights: Weights = weightsFor('home');
  unfinished: UnfinishedOperation | undefined;
  readonly acknowledged = new Set([0]);
  /** Rules that were broken, in words. */
  readonly broken: string[] = [];
  #faults: Fault[] = [];
  /** Whether the run is a failover, or ends one. */
  #isFailover = false;

  constructor(private readonly mayLose: boolean) {}

  /** One operation as the engine runs it: observe once, then plan and do a stage, until the plan or a fault ends it. */
  run(request: OperationRequest, faults: readonly Fault[] = []): Ending {
    this.#faults = [...faults];
    this.#isFailover = [request.operation, this.unfinished?.operation].includes('failover');
    let seen = this.#observe();
    try {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const planned = plan(request, seen, LIMITS);
        if (planned.kind !== 'act') {
          if (planned.kind === 'done') this.unfinished = undefined;
          return planned.kind;
        }
        for (const step of planned.stages[0]) {
          if (step.kind !== 'settle' && step.kind !== 'catch-up' && request.to) {
            this.unfinished = { operation: request.operation, to: request.to };
          }
          const { run, clusters, ...rest } = this.#apply(step, seen);
          seen = { ...seen, ...rest, clusters: { ...seen.clusters, ...clusters }, run: { ...seen.run, ...run } };
          this.write();
        }
      }
      return 'endless';
    } catch (error) {
      if (error instanceof Killed) return 'killed';
      if (error instanceof Failed) return 'failed';
      throw error;
    }
  }

  plan = (request: OperationRequest): Plan => plan(request, this.#observe(), LIMITS);

  /** A client writes where the name leads. */
  write({ replicated = this.#faults[0] !== 'stuck' }: { replicated?: boolean } = {}): void {
    for (const name of CLUSTER_NAMES) {
      const cluster = this.clusters[name];
      if (this.weights[name] === 0 || !cluster.alive || cluster.mode !== 'primary') continue;
      const id = this.acknowledged.size;
      this.acknowledged.add(id);
      cluster.data = new Set([...cluster.data, id]);
      const other = this.clusters[otherCluster(name)];
      if (replicated && other.alive && other.linked && other.mode === 'secondary') other.data = cluster.data;
    }
  }

  revive(): void {
    for (const name of CLUSTER_NAMES) this.clusters[name].alive = true;
  }

  primaries(): ClusterName[] {
    return CLUSTER_NAMES.filter((name) => this.clusters[name].mode === 'primary');
  }

  lost(by: ClusterName): number[] {
    return [...this.acknowledged].filter((id) => !this.clusters[by].data.has(id));
  }

  #observe(): World {
    return world({
      clusters: { home: this.#look('home'), away: this.#look('away') },
      records: { kind: 'known', weights: this.weights },
      unfinished: this.unfinished,
    });
  }

  #look(name: ClusterName): ClusterObservation {
    const cluster = this.clusters[name];
    if (!cluster.alive) return { kind: 'unreachable', cause: 'refused' };
    const merkleRoot = [...cluster.data].sort((a, b) => a - b).join();
    const count = Math.max(...cluster.data);
    if (cluster.mode === 'primary') return primary({ lastWal: count, merkleRoot, knownSecondaries: cluster.known });
    const leader = this.clusters[otherCluster(name)];
    const connected = cluster.linked && leader.alive && leader.mode === 'primary';
    return secondary({
      state: cluster.linked ? 'stream-wals' : 'idle',
      connected,
      merkleRoot,
      lastWal: cluster.wasPrimary ? count : undefined,
      lastRemoteWal: cluster.wasPrimary ? undefined : count,
      secondaryId: cluster.linked ? name : undefined,
    });
  }

  #apply(
    step: Step,
    seen: World,
  ): { run?: RunFacts; clusters?: World['clusters'] | object; records?: World['records'] } {
    const fault = this.#faults.shift() ?? 'none';
    if (fault === 'killed before') throw new Killed();
    const { cluster: name } = step;
    const cluster = this.clusters[name];
    const other = this.clusters[otherCluster(name)];
    if (fault === 'source dies') other.alive = false;
    if (fault === 'target dies') cluster.alive = false;
    const look = (): { [name: string]: ClusterObservation } => ({ [name]: this.#look(name) });
    const done = <T>(result: T): T => {
      if (fault === 'killed after') throw new Killed();
      return result;
    };

    switch (step.kind) {
      case 'settle':
        return {
          clusters: look(),
          ...(!cluster.alive && { run: { unsettled: [...(seen.run.unsettled ?? []), name] } }),
        };
      case 'demote':
        if (!cluster.alive) return { clusters: look() };
        if (fault === 'refused') return { run: { demoteFailed: 'refused' }, clusters: look() };
        Object.assign(cluster, { mode: 'secondary', linked: false, wasPrimary: true, known: [] });
        return done({
          run: { demoted: name },
          clusters: { [name]: { kind: 'changing', mode: undefined, detail: '' } },
        });
      case 'catch-up': {
        const canFetch = cluster.alive && other.alive && cluster.linked && fault !== 'stuck';
        if (canFetch) cluster.data = new Set([...cluster.data, ...other.data]);
        const isSame = cluster.data.size === other.data.size && [...other.data].every((id) => cluster.data.has(id));
        const isProven = cluster.alive && other.alive && isSame;
        return done({
          run: { catchUp: isProven ? 'proven' : 'not-proven' },
          clusters: { home: this.#look('home'), away: this.#look('away') },
        });
      }
      case 'promote':
        if (!cluster.alive || fault === 'refused') {
          return { run: { promoteFailed: { cluster: name, detail: 'refused' } }, clusters: look() };
        }
        if (other.alive && other.mode === 'primary' && !step.force) this.broken.push(`${name} became a second primary`);
        Object.assign(cluster, { mode: 'primary', linked: false, known: [] });
        if (!this.mayLose && this.lost(name).length > 0) this.broken.push(`${name} was promoted without every write`);
        return done({
          run: { promoted: name },
          clusters: { [name]: { kind: 'changing', mode: undefined, detail: '' } },
        });
      case 'switch-dns':
        if (cluster.mode !== 'primary') this.broken.push(`the name leads to ${name}, a ${cluster.mode}`);
        if (other.mode === 'primary' && !this.#isFailover && [...other.data].some((id) => !cluster.data.has(id))) {
          this.broken.push('the clients were taken away from what they had written');
        }
        if (fault === 'refused') throw new Failed();
        this.weights = weightsFor(name);
        return done({
          run: { dnsChange: { active: name, changeId: 'change' } },
          records: { kind: 'known', weights: this.weights },
        });
      case 'await-primary':
        if (!cluster.alive) throw new Failed();
        return done({ clusters: look() });
      case 'confirm-dns':
        return done({ run: { insync: fault === 'refused' ? 'not-confirmed' : 'confirmed' } });
      case 'link': {
        if (!cluster.alive || !other.alive || fault === 'refused') throw new Failed();
        if (cluster.mode !== 'secondary' || other.mode !== 'primary') throw new Failed();
        Object.assign(cluster, { linked: true, data: other.data, wasPrimary: false });
        other.known = [name];
        return done({ run: { linked: 'streaming' }, clusters: { home: this.#look('home'), away: this.#look('away') } });
      }
    }
  }
}
