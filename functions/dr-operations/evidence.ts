import { observeCluster, type ClusterObservation, type DrMode } from '../shared/cluster-observation';
import { Moment, type Clock } from '../shared/clock';
import { CLUSTER_NAMES, type ClusterName } from '../shared/contract';
import type { VaultClients } from '../shared/vault-config';

/** Nothing irreversible rests on a look that is older. */
export const FRESH_MS = 2_000;
/** How long a cluster may still tell its old role after Vault has accepted a change. */
const TAKE_EFFECT_MS = 4_000;
/** How long a cluster has to contradict what Vault accepted before it is believed: one look undoes nothing. */
const STAND_MS = 2_000;

/** How much longer than its limit a look may take on a busy machine. */
const STAND_STILL_MS = 500;

type Role = 'primary' | 'secondary';

/** What one cluster was last seen as. */
interface Sight {
  readonly observation: ClusterObservation;
  readonly at: Moment;
  /** When it was first seen as this, without another word in between. */
  readonly since: Moment;
}

interface Accepted {
  readonly role: Role;
  readonly at: Moment;
  /** The cluster has shown the new role since: whatever else it tells later is not its old one. */
  isShown: boolean;
}

export interface EvidenceOptions {
  readonly vault: VaultClients;
  readonly clock: Clock;
  readonly probeTimeoutMs: number;
}

/** How many times both endpoints are asked at once where a look decides something. */
export const DECISIVE_ROUNDS = 2;

/**
 * What is known of both clusters, and since when. Every look of a run goes through here, so that all of it knows the
 * newest one, how old that is, and whether it may be believed against what Vault has accepted from this run.
 */
export class Evidence {
  readonly #sights = new Map<ClusterName, Sight>();
  readonly #accepted = new Map<ClusterName, Accepted>();
  /** Clusters that called themselves primary when they last said what they are, and were not demoted since. */
  readonly #primaries = new Set<ClusterName>();
  /** When each cluster last answered anything at all. */
  readonly #heard = new Map<ClusterName, Moment>();

  constructor(private readonly options: EvidenceOptions) {}

  /** Looks at one cluster. A look is never cut short: one that had no time says nothing. */
  async look(cluster: ClusterName, rounds = 1): Promise<ClusterObservation> {
    const { vault, clock, probeTimeoutMs } = this.options;
    const began = new Moment(clock);
    const observation = await observeCluster(vault[cluster], probeTimeoutMs, rounds);
    // One that took longer than it may was answered while this process stood still: it is as old as its beginning.
    const stoodStill = began.ageMs() > probeTimeoutMs + STAND_STILL_MS;
    this.note(cluster, observation, stoodStill ? began : new Moment(clock));
    return this.of(cluster);
  }

  /** Looks at both, side by side. */
  async lookAtBoth(rounds = 1): Promise<Record<ClusterName, ClusterObservation>> {
    const [home, away] = await Promise.all([this.look('home', rounds), this.look('away', rounds)]);
    return { home, away };
  }

  /** Takes down what a cluster was seen as. */
  note(cluster: ClusterName, observation: ClusterObservation, at = new Moment(this.options.clock)): void {
    if (observation.kind !== 'unreachable') this.#heard.set(cluster, at);
    if (observation.kind === 'up') this.#takeDown(cluster, observation.mode);
    const before = this.#sights.get(cluster);
    const isSame = before !== undefined && wordOf(before.observation) === wordOf(observation);
    this.#sights.set(cluster, { observation, at, since: isSame ? before.since : at });
  }

  #takeDown(cluster: ClusterName, mode: DrMode): void {
    if (mode === 'primary') this.#primaries.add(cluster);
    else this.#primaries.delete(cluster);
    const accepted = this.#accepted.get(cluster);
    if (accepted?.role === mode) accepted.isShown = true;
  }

  /** Vault has accepted a change of this cluster's role. */
  accept(cluster: ClusterName, role: Role): void {
    const at = new Moment(this.options.clock);
    this.#accepted.set(cluster, { role, at, isShown: false });
    this.#primaries.delete(cluster);
    this.#heard.set(cluster, at);
    if (wordOf(this.#sight(cluster).observation) === role) return;
    const observation = { kind: 'changing', mode: undefined, detail: 'the change of its role was accepted' } as const;
    this.#sights.set(cluster, { observation, at, since: at });
  }

  /**
   * The cluster as it may be believed. One that contradicts what Vault accepted, or that falls silent a moment after it
   * called itself primary, counts only when it stands by it; until then nobody knows what it is.
   */
  of(cluster: ClusterName): ClusterObservation {
    const { observation } = this.#sight(cluster);
    if (this.standsMs(cluster) >= STAND_MS) return observation;
    if (observation.kind === 'unreachable' && this.#primaries.has(cluster)) {
      return { kind: 'changing', mode: 'primary', detail: 'it called itself primary a moment ago' };
    }
    const accepted = this.#accepted.get(cluster);
    if (observation.kind !== 'up' || accepted === undefined || observation.mode === accepted.role) return observation;
    // Right after the change it may still tell its old role.
    const isOld = !accepted.isShown && accepted.at.ageMs() < TAKE_EFFECT_MS;
    const detail = 'it tells another role than Vault accepted';
    return { kind: 'changing', mode: isOld ? undefined : observation.mode, detail };
  }

  /** Both, as they may be believed. */
  clusters(): Record<ClusterName, ClusterObservation> {
    return { home: this.of('home'), away: this.of('away') };
  }

  /** For how long it has been seen as this, milliseconds; 0 after the first look. */
  standsMs(cluster: ClusterName): number {
    const { at, since } = this.#sight(cluster);
    return since.ageMs() - at.ageMs();
  }

  /** For how long it has given no answer at all, milliseconds; `Infinity` when it never gave one. */
  silentMs = (cluster: ClusterName): number => this.#heard.get(cluster)?.ageMs() ?? Number.POSITIVE_INFINITY;

  /** Whether an act may rest on what is known of both. */
  get isFresh(): boolean {
    return CLUSTER_NAMES.every((name) => this.#sight(name).at.ageMs() < FRESH_MS);
  }

  #sight(cluster: ClusterName): Sight {
    const sight = this.#sights.get(cluster);
    if (!sight) throw new Error(`${cluster} was never looked at`);
    return sight;
  }
}

/** What a look comes down to, so that two of them can be compared. */
const wordOf = (observation: ClusterObservation): string =>
  observation.kind === 'up' ? observation.mode : observation.kind;
