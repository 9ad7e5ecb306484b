import { randomUUID } from 'node:crypto';
import { DISABLED_PATH, NO_ACTIVE_NODE, RefusedError } from './answers';
import type { Reach } from './link-contact';
import type { FormerSelf } from './other-node';
import type { PairRecord, PairEvent } from './record';
import { ReplicatedStore, type Write } from './replicated-store';
import { ReplicationLink } from './replication-link';
import type { ClusterName, Settings } from './settings';
import { drStatus } from './status';
import { Timers } from './timers';

export type RoleChange = 'demote' | 'promote' | 'enable' | 'disable';

/** The core is down between two roles. */
export interface Restart {
  readonly kind: RoleChange;
  readonly startedAt: number;
  readonly durationMs: number;
}

/** What the two clusters of a pair have in common. */
export interface PairContext {
  readonly settings: Settings;
  readonly record: PairRecord;
  /** Whether two clusters reach each other, roles aside. */
  readonly reach: (one: ClusterCore, other: ClusterCore) => Reach;
  readonly isShippingPaused: () => boolean;
  /** What is wrong with the path between the clusters, for whoever goes it. */
  readonly path: () => Reach;
}

/** A secondary that was given a token. `link` once it has used it. */
export interface KnownSecondary {
  readonly core?: ClusterCore;
  readonly link?: ReplicationLink;
}

/** One cluster's role, data and links: the state machine, without HTTP. */
export class ClusterCore {
  /** The role as settled; while {@link restart} lasts, a cluster says something else. */
  role: 'disabled' | 'primary' | 'secondary' = 'disabled';
  restart: Restart | undefined;
  /** What it told before its last role change; a node may still tell it. */
  formerSelf: FormerSelf | undefined;
  sealed = false;
  /** A fault leaves only standby nodes. */
  withoutActiveNode = false;
  /** A fault keeps it from writing anything. */
  stalled = false;
  /** Whether a promotion that is accepted now will hold. */
  promotionHolds = (): boolean => true;
  /** Of the replication set. */
  replicationId = '';
  lastWal = 0;
  lastReindexEpoch = 0;
  secondaryId = '';
  primaryClusterAddress = '';
  linkFailuresLeft = 0;
  /** With which a primary may encrypt a secondary token for this cluster. */
  publicKey = '';
  upstream: { readonly core: ClusterCore; readonly link: ReplicationLink } | undefined;
  readonly known = new Map<string, KnownSecondary>();
  readonly store = new ReplicatedStore();
  /** Of the Vault cluster itself, as `sys/health` gives it. */
  readonly clusterId = randomUUID();
  readonly timers = new Timers();

  constructor(
    readonly name: ClusterName,
    /** `https://host:port`. */
    readonly address: string,
    /** What it believes clients and peers should call. */
    readonly apiAddress: string,
    readonly context: PairContext,
  ) {}

  get clusterAddress(): string {
    const { hostname, port } = new URL(this.address);
    return `https://${hostname}:${Number(port) + 1}`;
  }

  /** Has an active node that does ordinary work. */
  get serves(): boolean {
    return this.role !== 'secondary' && !this.restart && !this.sealed && !this.withoutActiveNode;
  }

  /** The mode as it would be told, were it asked now. */
  get mode(): string {
    if (this.sealed) return 'unknown';
    return this.restart ? 'bootstrapping' : this.role;
  }

  get state(): string {
    if (this.role !== 'secondary') return this.role === 'primary' ? 'running' : '';
    const link = this.upstream?.link;
    if (!link) return 'idle';
    const { stateAfterRevoke, stateWhenPrimaryLost } = this.context.settings.behaviour;
    if (link.revoked) return stateAfterRevoke;
    return link.contact.isConnected('secondary') || link.state !== 'stream-wals' ? link.state : stateWhenPrimaryLost;
  }

  get lastRemoteWal(): number {
    return this.upstream?.link.lastRemoteWal ?? 0;
  }

  note(kind: PairEvent['kind'], detail: string): void {
    this.context.record.note(this.name, kind, detail);
  }

  /** Does a write and ships it. @throws RefusedError when the cluster has just ceased to serve */
  write(key: string, value: unknown): Write {
    if (!this.serves)
      throw new RefusedError(this.role === 'secondary' && !this.restart ? DISABLED_PATH : NO_ACTIVE_NODE);
    const write = { id: this.context.record.nextWriteId(), key, value };
    this.lastWal += 1;
    this.store.apply(write);
    for (const { link } of this.known.values()) link?.push(this.lastWal, write);
    return write;
  }

  /** Ends whatever is under way: restarts, links, a seal. What it holds stays. */
  standStill(): void {
    this.stop();
    this.known.clear();
    this.forgetPrimary();
    this.restart = undefined;
    this.formerSelf = undefined;
    this.sealed = false;
    this.linkFailuresLeft = 0;
    this.primaryClusterAddress = '';
  }

  /** Both are what they are from the start, without any call. */
  beginAsSecondaryOf(primary: ClusterCore): void {
    primary.role = 'primary';
    primary.replicationId = randomUUID();
    primary.lastWal = 100;
    this.role = 'secondary';
    this.follow(primary, this.name, true);
  }

  becomePrimary(primaryClusterAddress: string): void {
    this.#change('enable', this.context.settings.timings.enableMs, () => {
      this.role = 'primary';
      this.replicationId = randomUUID();
      this.primaryClusterAddress = primaryClusterAddress;
    });
  }

  /** From now on no write is taken; the rest follows after the answer. */
  demote(): void {
    this.#remember();
    const { timings, behaviour } = this.context.settings;
    this.role = 'secondary';
    this.linkFailuresLeft = behaviour.linkFailuresAfterDemote;
    for (const { link } of this.known.values()) link?.drain();
    this.known.clear();
    this.forgetPrimary();
    this.#change('demote', timings.demoteMs, () => {});
  }

  /** Never looks at the old primary. */
  promote(primaryClusterAddress: string): void {
    this.#remember();
    const { timings, behaviour } = this.context.settings;
    if (!this.promotionHolds()) {
      return this.#change('promote', timings.promoteMs, () => {}, 'promote did not hold');
    }
    const received = this.lastRemoteWal || this.lastWal;
    this.forgetPrimary();
    this.#change('promote', timings.promoteMs, () => {
      this.role = 'primary';
      this.lastWal = Math.max(1, received + behaviour.walOffsetAfterPromote);
      this.primaryClusterAddress = primaryClusterAddress;
      this.context.record.promoted(this.name);
    });
  }

  /** Standalone with the data that it has. */
  disable(): void {
    for (const { link } of this.known.values()) link?.close();
    this.known.clear();
    this.forgetPrimary();
    this.#change('disable', this.context.settings.timings.enableMs, () => {
      this.role = 'disabled';
      this.replicationId = '';
    });
  }

  /** Joins a primary and loses whatever it had. */
  becomeSecondary(primary: ClusterCore, id: string): void {
    this.#change('enable', this.context.settings.timings.enableMs, () => {
      this.role = 'secondary';
      this.follow(primary, id);
    });
  }

  /** Replicates from a primary; what diverged here is overwritten. `synced`: both have the same from the start. */
  follow(primary: ClusterCore, id: string, synced = false): void {
    this.forgetPrimary();
    const link = new ReplicationLink({
      id,
      primary,
      secondary: this,
      settings: this.context.settings,
      reach: () => this.context.reach(primary, this),
      isPaused: this.context.isShippingPaused,
      onState: () => {
        const isConnected = link.contact.isConnected('secondary');
        this.note('link', `${link.state}, ${isConnected ? 'connected' : 'disconnected'}`);
      },
    });
    primary.known.get(id)?.link?.close();
    primary.known.set(id, { core: this, link });
    this.upstream = { core: primary, link };
    this.secondaryId = id;
    this.replicationId = primary.replicationId;
    this.lastReindexEpoch = Math.floor(Date.now() / 1000);
    this.publicKey = '';
    link.start(synced);
  }

  forgetPrimary(): void {
    this.upstream?.link.close();
    this.upstream = undefined;
    this.secondaryId = '';
  }

  /** The link ends at once; the secondary keeps its data. */
  revoke(id: string): void {
    const link = this.known.get(id)?.link;
    this.known.delete(id);
    if (!link) return;
    link.revoked = true;
    link.close();
  }

  stop(): void {
    this.timers.clear();
    this.upstream?.link.close();
    for (const { link } of this.known.values()) link?.close();
  }

  #remember(): void {
    this.formerSelf = { mode: this.role, status: drStatus(this) };
  }

  #change(kind: RoleChange, restartMs: number, finish: () => void, outcome = `${kind} done`): void {
    const durationMs = this.context.settings.timings.roleCallMs + restartMs;
    this.restart = { kind, startedAt: Date.now(), durationMs };
    this.note('accepted', kind);
    this.timers.after(durationMs, () => {
      this.restart = undefined;
      finish();
      this.note('settled', outcome);
    });
  }
}
