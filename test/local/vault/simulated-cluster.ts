import type { ServerCertificate } from '../../helpers/certificates';
import type { Tap } from '../tap';
import type { Call } from './call';
import type { ClusterCore } from './cluster-core';
import { serve } from './cluster-server';
import { activate, faultsOnCall, promotionHolds, type ActiveFault, type Fault } from './faults';
import { Front, type FrontOptions, type FrontState } from './front';
import type { Reach } from './link-contact';
import type { Node } from './node';
import type { Recorded } from './record';
import type { ClusterName } from './settings';

/** One of the two simulated clusters. */
export interface SimulatedCluster {
  readonly name: ClusterName;
  /** Loopback address that it listens on. */
  readonly host: string;
  /** `https://host:port`. */
  readonly address: string;
  /** `disabled`, `primary`, `secondary`, `bootstrapping` or `unknown`. */
  readonly mode: string;
  /** `running`, `stream-wals`, `merkle-diff`, `merkle-sync`, `idle` or `''`. */
  readonly state: string;
  /** Whether it would acknowledge a write of a client that reaches it. */
  readonly writable: boolean;
  /** Whether a client can reach it. */
  readonly reachable: boolean;
  /** Its last WAL as a primary. */
  readonly lastWal: number;
  readonly lastRemoteWal: number;
  readonly merkleRoot: string;
  /** Its data, by path (`secret/data/…`). */
  readonly content: ReadonlyMap<string, unknown>;
  /** Key shares in hex, for `sys/unseal` and `generate-operation-token`. */
  readonly keyShares: readonly string[];
  /** Adds a fault. Several can be in force. @returns a function that ends this fault */
  inject(fault: Fault): Promise<() => Promise<void>>;
  /** Ends all faults. A sealed cluster stays sealed. */
  restore(): Promise<void>;
  seal(): void;
  unseal(): void;
}

export interface LocalClusterOptions extends Omit<FrontOptions, 'onRequest'> {
  /** Issues a certificate like `right` that ends at this time. */
  readonly issueUntil: (end: Date) => ServerCertificate;
  readonly core: ClusterCore;
  readonly node: Omit<Node, 'seal' | 'unseal'>;
  /** Called after a change that links depend on. */
  readonly onReachability: () => void;
  readonly tap: Tap;
}

/** A cluster with its listener and faults. */
export class LocalCluster implements SimulatedCluster, Recorded {
  readonly #core: ClusterCore;
  readonly #front: Front;
  readonly #node: Node;
  readonly #faults = new Set<ActiveFault>();

  constructor(private readonly options: LocalClusterOptions) {
    this.#core = options.core;
    this.#core.promotionHolds = () => promotionHolds(this.#faults);
    this.#node = { ...options.node, seal: () => this.seal(), unseal: () => this.unseal() };
    const server = {
      node: this.#node,
      faultsOn: (call: Call) => faultsOnCall(this.#faults, call),
      isSilent: () => this.#front.state === 'black-hole',
      tap: options.tap,
    };
    this.#front = new Front({
      ...options,
      onRequest: (request, response) => void serve(server, request, response),
    });
  }

  get name(): ClusterName {
    return this.#core.name;
  }
  get host(): string {
    return this.options.host;
  }
  get address(): string {
    return this.#core.address;
  }
  get mode(): string {
    return this.#core.mode;
  }
  get state(): string {
    return this.#core.state;
  }
  get writable(): boolean {
    return this.#core.serves && !this.#core.stalled;
  }
  get reachable(): boolean {
    return this.#front.state === 'open';
  }
  get lastWal(): number {
    return this.#core.lastWal;
  }
  get lastRemoteWal(): number {
    return this.#core.lastRemoteWal;
  }
  get merkleRoot(): string {
    return this.#core.store.merkleRoot;
  }
  get content(): ReadonlyMap<string, unknown> {
    return this.#core.store.content;
  }
  get keyShares(): readonly string[] {
    return this.#node.keys.shares;
  }
  /** Reachability of its cluster port, which only an active node opens and which has its own certificate. */
  get reachByPeers(): Reach {
    if (this.#front.state === 'black-hole') return 'silent';
    const isClosed = this.#front.state === 'refuse' || this.#core.sealed || this.#core.withoutActiveNode;
    return isClosed ? 'refused' : 'up';
  }

  has(writeId: number): boolean {
    return this.#core.store.has(writeId);
  }

  listen(port: number): Promise<number> {
    return this.#front.listen(port);
  }

  async inject(fault: Fault): Promise<() => Promise<void>> {
    const active = activate(fault);
    this.#faults.add(active);
    await this.#applyFaults('fault', fault.kind);
    return async () => {
      if (this.#faults.delete(active)) await this.#applyFaults('restored', fault.kind);
    };
  }

  async restore(): Promise<void> {
    if (this.#faults.size === 0) return;
    this.#faults.clear();
    await this.#applyFaults('restored', 'all');
  }

  seal(): void {
    this.#core.sealed = true;
    this.#node.unsealKeys.clear();
    this.#core.note('sealed', '');
    this.options.onReachability();
  }

  unseal(): void {
    this.#core.sealed = false;
    this.#node.unsealKeys.clear();
    this.#core.note('unsealed', '');
    this.options.onReachability();
  }

  /** Ends restarts, links and a seal. Keeps the data. */
  standStill(): void {
    this.#core.standStill();
    this.#node.unsealKeys.clear();
  }

  async stop(): Promise<void> {
    this.#core.stop();
    await this.#front.close();
  }

  /** The worst fault decides how the listener reacts to connections. */
  async #applyFaults(kind: 'fault' | 'restored', detail: string): Promise<void> {
    const kinds = new Set([...this.#faults].map(({ fault }) => fault.kind));
    this.#core.withoutActiveNode = kinds.has('standby-only');
    this.#core.stalled = kinds.has('stalled');
    const state: FrontState = WORST_FIRST.find((each) => kinds.has(each)) ?? 'open';
    const staysSilent = [...this.#faults].some(
      ({ fault }) => 'openConnections' in fault && fault.openConnections === 'silent',
    );
    this.#presentCertificate();
    const done = this.#front.become(state, !(state === 'black-hole' && staysSilent));
    this.#core.note(kind, detail);
    this.options.onReachability();
    await done;
  }

  #presentCertificate(): void {
    const [days] = [...this.#faults].flatMap(({ fault }) => (fault.kind === 'certificate-ends' ? [fault.inDays] : []));
    const { right, issueUntil } = this.options;
    this.#front.present(days === undefined ? right : issueUntil(new Date(Date.now() + days * DAY_MS)));
  }
}

const DAY_MS = 24 * 3600 * 1000;
const WORST_FIRST = ['refuse', 'black-hole', 'wrong-certificate'] as const;
