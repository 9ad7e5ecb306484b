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

/** A restart of the core during a role change. Milliseconds. */
export interface Restart {
  readonly kind: RoleChange;
  readonly startedAt: number;
  readonly durationMs: number;
}

/** What both clusters of a pair share. */
export interface PairContext {
  readonly settings: Settings;
  readonly record: PairRecord;
  /** Whether two clusters reach each other, whatever their roles. */
  readonly reach: (one: ClusterCore, other: ClusterCore) => Reach;
  readonly isShippingPaused: () => boolean;
  /** State of the network path between the clusters. */
  readonly path: () => Reach;
}

/** A secondary for which a token was made. `link` exists once the token was used. */
export interface KnownSecondary {
  readonly core?: ClusterCore;
  readonly link?: ReplicationLink;
}

/** The state of one cluster without HTTP: role, data and links. */
export class ClusterCore {
  /** The role. During a {@link restart}, the cluster reports another mode. */
  role: 'disabled' | 'primary' | 'secondary' = 'disabled';
  restart: Restart | undefined;
  /** Mode and status before the last role change; the fault `old-role` still reports them. */
  formerSelf: FormerSelf | undefined;
  sealed = false;
  /** Set by a fault: only standby nodes answer. */
  withoutActiveNode = false;
  /** Set by a fault: writes hang. */
  stalled = false;
  /** Whether a promotion that is accepted now will hold. */
  promotionHolds = (): boolean => true;
  /** Id of the replication set. */
  replicationId = '';
  lastWal = 0;
  lastReindexEpoch = 0;
  secondaryId = '';
  primaryClusterAddress = '';
  linkFailuresLeft = 0;
  /** Public key with which a primary may encrypt a secondary token for this cluster. */
  publicKey = '';
  upstream: { readonly core: ClusterCore; readonly link: ReplicationLink } | undefined;
  readonly known = new Map<string, KnownSecondary>();
  readonly store = new ReplicatedStore();
  /** Id of the Vault cluster, as in `sys/health`. */
  readonly clusterId = randomUUID();
  readonly timers = new Timers();

  constructor(
    readonly name: ClusterName,
    /** `https://host:port`. */
    readonly address: string,
    /** Its configured `api_addr`. */
    readonly apiAddress: string,
    readonly context: PairContext,
  ) {}

  get clusterAddress(): string {
    const { hostname, port } = new URL(this.address);
    return `https://${hostname}:${Number(port) + 1}`;
  }

  /** Whether an active node answers ordinary requests. */
  get serves(): boolean {
    return this.role !== 'secondary' && !this.restart && !this.sealed && !this.withoutActiveNode;
  }

  /** The mode in the current status. */
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

  /** Applies a write and ships it. @throws RefusedError when the cluster no longer serves */
  write(key: string, value: unknown): Write {
    if (!this.serves)
      throw new RefusedError(this.role === 'secondary' && !this.restart ? DISABLED_PATH : NO_ACTIVE_NODE);
    const write = { id: this.context.record.nextWriteId(), key, value };
    this.lastWal += 1;
    this.store.apply(write);
    for (const { link } of this.known.values()) link?.push(this.lastWal, write);
    return write;
  }

  /** Ends restarts, links and a seal. Keeps the data. */
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

  /** Sets up a healthy pair without any call. */
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

  /** Refuses writes from this moment on. The restart ends after the answer to the call. */
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

  /** Promotes the cluster without checking the old primary, as Vault does. */
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

  /** Becomes standalone and keeps its data. */
  disable(): void {
    for (const { link } of this.known.values()) link?.close();
    this.known.clear();
    this.forgetPrimary();
    this.#change('disable', this.context.settings.timings.enableMs, () => {
      this.role = 'disabled';
      this.replicationId = '';
    });
  }

  /** Follows a primary and loses its own data. */
  becomeSecondary(primary: ClusterCore, id: string): void {
    this.#change('enable', this.context.settings.timings.enableMs, () => {
      this.role = 'secondary';
      this.follow(primary, id);
    });
  }

  /** Replicates from a primary and overwrites diverged data. @param synced whether both have the same data already */
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

  /** Ends the link of a secondary, which keeps its data. */
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
