interface Shipment {
  readonly id: number;
  readonly wal: number;
}

const NONE: readonly Shipment[] = [];

/** WALs in transit to a secondary. */
export class Shipments {
  /** Whether a WAL was lost in transit. Vault streams no later WAL before the missing one has arrived. */
  hasGap = false;
  #inFlight: (Shipment & { readonly sentAt: number; readonly arrivesAt: number })[] = [];
  #firstLostAt: number | undefined;

  get areUnderWay(): boolean {
    return this.#inFlight.length > 0;
  }

  /** When the oldest write was sent that has not arrived; `undefined` if there is none. */
  get lacksSince(): number | undefined {
    return this.#firstLostAt ?? this.#inFlight[0]?.sentAt;
  }

  send(shipment: Shipment, now: number, lagMs: number): void {
    if (this.hasGap) return;
    const before = this.#inFlight.at(-1)?.arrivesAt ?? 0;
    const arrivesAt = Math.max(before, now + Math.round(Math.random() * lagMs));
    this.#inFlight.push({ ...shipment, sentAt: now, arrivesAt });
  }

  arrived(now: number): readonly Shipment[] {
    if (this.#inFlight.length === 0) return NONE;
    const until = this.#inFlight.findIndex(({ arrivesAt }) => arrivesAt > now);
    return this.#inFlight.splice(0, until < 0 ? this.#inFlight.length : until);
  }

  /** Drops everything in transit. */
  lose(): void {
    this.hasGap ||= this.#inFlight.length > 0;
    this.#firstLostAt = this.lacksSince;
    this.#inFlight = [];
  }

  forget(): void {
    this.hasGap = false;
    this.#firstLostAt = undefined;
    this.#inFlight = [];
  }
}
