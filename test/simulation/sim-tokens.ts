import type { VirtualClock } from './virtual-clock';

const LIFE_MS = 8 * 3600_000;

/** The DR operation token, its rotations, and the secret that holds it. */
export class SimTokens {
  readonly #endOf = new Map<unknown, number>();
  #current: string | undefined;

  constructor(private readonly clock: VirtualClock) {
    this.rotate();
  }

  /** Puts a new token into the secret. Older tokens stay valid until they expire. */
  rotate(): void {
    this.#current = `hvb.AAAAAQ-${this.#endOf.size}-that-nobody-may-see`;
    this.#endOf.set(this.#current, this.clock.now() + LIFE_MS);
  }

  /** Lets the token in the secret expire after `ms`. */
  endIn(ms: number): void {
    this.#endOf.set(this.#current, this.clock.now() + ms);
  }

  deleteSecret(): void {
    this.#current = undefined;
  }

  isValid(given: unknown): boolean {
    return (this.#endOf.get(given) ?? 0) > this.clock.now();
  }

  /** The answer to `GetSecretValue`. */
  secret(): object {
    const end = this.#endOf.get(this.#current);
    if (end === undefined) throw Object.assign(new Error('no such secret'), { name: 'ResourceNotFoundException' });
    const [issuedAt, expiresAt] = [end - LIFE_MS, end].map((at) => new Date(at).toISOString());
    return { SecretString: JSON.stringify({ token: this.#current, issuedAt, expiresAt }) };
  }
}
