interface Shipment {
  readonly id: number;
  readonly wal: number;
}

const NONE: readonly Shipment[] = [];

/** WALs in transit to a secondary. */
export class Shipments {
  /** Whether a WAL was lost in transit. Vault streams no later WAL before the missing one has arrived. */
  hasGap = false;
  #inFlight: (Shipment & { readonly arrivesAt: number })[] = [];

  get areUnderWay(): boolean {
    return this.#inFlight.length > 0;
  }

  send(shipment: Shipment, now: number, lagMs: number): void {
    if (this.hasGap) return;
    const before = this.#inFlight.at(-1)?.arrivesAt ?? 0;
    this.#inFlight.push({ ...shipment, arrivesAt: Math.max(before, now + Math.round(Math.random() * lagMs)) });
  }

  arrived(now: number): readonly Shipment[] {
    if (this.#inFlight.length === 0) return NONE;
    const until = this.#inFlight.findIndex(({ arrivesAt }) => arrivesAt > now);
    return this.#inFlight.splice(0, until < 0 ? this.#inFlight.length : until);
  }

  /** Drops everything in transit. */
  lose(): void {
    this.hasGap ||= this.#inFlight.length > 0;
    this.#inFlight = [];
  }

  forget(): void {
    this.hasGap = false;
    this.#inFlight = [];
  }
}
