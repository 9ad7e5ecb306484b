import type { ClusterObservation, DrMode, UpCluster } from '../shared/cluster-observation';
import { Moment, type Clock } from '../shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import type { ReplicationDriver } from './replication/driver';

/** A change must not rely on a look that is older. */
export const FRESH_MS = 2_000;
/** How long a cluster may still show its old role after Vault has accepted a change. */
const TAKE_EFFECT_MS = 4_000;
/** How long a cluster has to contradict what Vault accepted before it is believed. */
const STABLE_MS = 2_000;
/** Within this time an active node notices that its database is fenced: it cannot renew its lock. */
const NOTICES_FENCE_MS = 8_000;
/** How much longer than its limit a look may take on a busy machine. */
const FROZEN_MS = 500;

type Role = 'primary' | 'secondary';

/** The last look at a cluster. */
interface Sight {
  readonly observation: ClusterObservation;
  readonly at: Moment;
  /** Since when every look has shown the same. */
  readonly since: Moment;
}

type Edition = Pick<UpCluster, 'version' | 'license'>;

interface Accepted {
  readonly role: Role;
  readonly at: Moment;
  /** Whether the cluster has shown the new role. After that, another role is not the old one. */
  isShown: boolean;
}

export interface EvidenceOptions {
  readonly replication: Pick<ReplicationDriver, 'observe'>;
  readonly clock: Clock;
  readonly probeTimeoutMs: number;
}

/** How many times both endpoints are read at once if a look decides something. */
export const DECISIVE_PROBES = 2;

/**
 * What is known of both clusters, and since when. Every look of a run goes through here, so that the newest look and its
 * age are always known, and whether it can be believed if it contradicts what Vault has accepted from this run.
 */
export class Evidence {
  readonly #sights = new Map<ClusterName, Sight>();
  readonly #accepted = new Map<ClusterName, Accepted>();
  /** Clusters that said last that they are primary, and were not demoted since. */
  readonly #primaries = new Set<ClusterName>();
  /** When the database of each cluster was last known to be fenced, unless it has said otherwise since. */
  readonly #fenced = new Map<ClusterName, Moment>();
  /** When each cluster last gave any answer. */
  readonly #heard = new Map<ClusterName, Moment>();
  /** What each cluster last told about its binary and its license. Only `sys/health` tells it, and its answer may be lost. */
  readonly #editions = new Map<ClusterName, Edition>();

  constructor(private readonly options: EvidenceOptions) {}

  /** Looks at one cluster. The time of a look is never cut, because an interrupted look says nothing. */
  async look(cluster: ClusterName, probes = 1): Promise<ClusterObservation> {
    const { replication, clock, probeTimeoutMs } = this.options;
    const began = new Moment(clock);
    const observation = await replication.observe(cluster, probeTimeoutMs, probes);
    // If the look took too long, this process was frozen, and the answer may be as old as the call.
    const wasFrozen = began.ageMs() > probeTimeoutMs + FROZEN_MS;
    this.note(cluster, observation, wasFrozen ? began : new Moment(clock));
    return this.of(cluster);
  }

  /** Looks at both clusters in parallel. */
  async lookAtBoth(probes = 1): Promise<Record<ClusterName, ClusterObservation>> {
    const [home, away] = await Promise.all([this.look('home', probes), this.look('away', probes)]);
    return { home, away };
  }

  /** Records a look at a cluster. */
  note(cluster: ClusterName, seen: ClusterObservation, at = new Moment(this.options.clock)): void {
    const observation = this.#besideFence(cluster, seen.kind === 'up' ? this.#withEdition(cluster, seen) : seen, at);
    if (observation.kind !== 'unreachable') this.#heard.set(cluster, at);
    if (observation.kind === 'up') this.#recordMode(cluster, observation.mode);
    const before = this.#sights.get(cluster);
    const isSame = before !== undefined && wordOf(before.observation) === wordOf(observation);
    this.#sights.set(cluster, { observation, at, since: isSame ? before.since : at });
  }

  /** Of a cluster whose database was fenced a moment ago, an active node knows nothing of that yet. */
  #besideFence(cluster: ClusterName, seen: ClusterObservation, at: Moment): ClusterObservation {
    if (seen.kind !== 'up' && seen.kind !== 'changing') return seen;
    if (seen.isDatabaseFenced) this.#fenced.set(cluster, at);
    if (seen.kind !== 'up' || seen.isDatabaseFenced) return seen;
    if (!seen.isStatusUnseen) this.#fenced.delete(cluster);
    const fencedMs = this.#fenced.get(cluster)?.ageMs() ?? Number.POSITIVE_INFINITY;
    if (fencedMs >= NOTICES_FENCE_MS) return seen;
    const detail = 'its database was fenced a moment ago and gives no answer now, and a node is still active';
    return { kind: 'changing', mode: undefined, detail, isDatabaseFenced: true };
  }

  #withEdition(cluster: ClusterName, seen: UpCluster): UpCluster {
    if (seen.version === undefined) return { ...seen, ...this.#editions.get(cluster) };
    const { version, license } = seen;
    this.#editions.set(cluster, { version, ...(license && { license }) });
    return seen;
  }

  #recordMode(cluster: ClusterName, mode: DrMode): void {
    if (mode === 'primary') this.#primaries.add(cluster);
    else this.#primaries.delete(cluster);
    const accepted = this.#accepted.get(cluster);
    if (accepted?.role === mode) accepted.isShown = true;
  }

  /**
   * Records that a role change of this cluster was accepted.
   *
   * @param isShown whether it has taken effect for certain, so that another role is never the old one
   */
  accept(cluster: ClusterName, role: Role, isShown = false): void {
    const at = new Moment(this.options.clock);
    this.#accepted.set(cluster, { role, at, isShown });
    this.#fenced.delete(cluster);
    this.#primaries.delete(cluster);
    this.#heard.set(cluster, at);
    if (wordOf(this.#sight(cluster).observation) === role) return;
    const observation = { kind: 'changing', mode: undefined, detail: 'the change of its role was accepted' } as const;
    this.#sights.set(cluster, { observation, at, since: at });
  }

  /** Records that the database of this cluster takes no more writes. */
  acceptFence(cluster: ClusterName): void {
    this.accept(cluster, 'secondary');
    this.#fenced.set(cluster, new Moment(this.options.clock));
  }

  /**
   * The cluster as far as it can be believed. If it contradicts what Vault accepted, or shows that it cannot serve right after
   * it said that it is primary, it counts as `changing` until it has shown the same for some time.
   */
  of(cluster: ClusterName): ClusterObservation {
    const { observation } = this.#sight(cluster);
    if (this.stableMs(cluster) >= STABLE_MS) return observation;
    // One node behind a load balancer may be sealed, while the answer of the one that is primary was lost.
    if (CANNOT_SERVE.has(observation.kind) && this.#primaries.has(cluster)) {
      return { kind: 'changing', mode: 'primary', detail: 'it said a moment ago that it is primary' };
    }
    const accepted = this.#accepted.get(cluster);
    if (observation.kind !== 'up' || accepted === undefined || observation.mode === accepted.role) return observation;
    // Right after the change it may still show its old role.
    const isOld = !accepted.isShown && accepted.at.ageMs() < TAKE_EFFECT_MS;
    const detail = 'it shows another role than Vault accepted';
    return { kind: 'changing', mode: isOld ? undefined : observation.mode, detail };
  }

  /** Both clusters, as far as they can be believed. */
  clusters(): Record<ClusterName, ClusterObservation> {
    return { home: this.of('home'), away: this.of('away') };
  }

  /** For how long all looks have shown the same, milliseconds; 0 after the first look. */
  stableMs(cluster: ClusterName): number {
    const { at, since } = this.#sight(cluster);
    return since.ageMs() - at.ageMs();
  }

  /** For how long it has given no answer, milliseconds; `Infinity` if it never gave one. */
  silentMs = (cluster: ClusterName): number => this.#heard.get(cluster)?.ageMs() ?? Number.POSITIVE_INFINITY;

  /** Whether a change may rely on the looks at both clusters. */
  get isFresh(): boolean {
    return CLUSTER_NAMES.every((name) => this.#sight(name).at.ageMs() < FRESH_MS);
  }

  #sight(cluster: ClusterName): Sight {
    const sight = this.#sights.get(cluster);
    if (!sight) throw new Error(`${cluster} was never looked at`);
    return sight;
  }
}

/** What an outage looks like. Which of them a look sees depends on the node that answers. */
const CANNOT_SERVE: ReadonlySet<string> = new Set<ClusterObservation['kind']>([
  'unreachable',
  'sealed',
  'uninitialised',
]);

/** The part of a look that is compared with the next one. */
function wordOf(observation: ClusterObservation): string {
  if (observation.kind === 'up') return observation.mode;
  return CANNOT_SERVE.has(observation.kind) ? 'cannot serve' : observation.kind;
}
