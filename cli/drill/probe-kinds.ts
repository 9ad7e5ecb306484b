import type { Secret } from '../../functions/shared/secret';

export interface ProbeRequest {
  readonly method: 'GET' | 'POST';
  /** Begins with `/v1/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One request of a probe, and what becomes of its answer. */
export interface ProbeStep {
  readonly request: ProbeRequest;
  /** @returns why the answer is no service, or `undefined` when it is; no answer is given as `undefined` */
  settle(answer: Answer | undefined): string | undefined;
}

/** What a probe does as a client. */
export interface ProbeKind {
  readonly name: 'writes' | 'health';
  /** What such a probe can show, for the report. */
  readonly proves: string;
  /** The next request; `undefined` leaves this turn out. */
  next(): ProbeStep | undefined;
}

/** Needs no token: asks `sys/health` through the client name. */
export class HealthCheck implements ProbeKind {
  readonly name = 'health';
  readonly proves =
    'that the client name led to an active primary; not that it took writes, and nothing about lost writes';

  next(): ProbeStep {
    return {
      request: { method: 'GET', path: '/v1/sys/health' },
      // 429 and 473 are standbys, which pass requests on; 472 is a DR secondary, which serves nobody.
      settle: (answer) => ([200, 429, 473].includes(answer?.status ?? 0) ? undefined : `status ${answer?.status}`),
    };
  }
}

interface AcknowledgedWrite {
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** So many secrets take turns, so that a write that hangs does not hold up the next one. */
const SLOTS = 10;

/** Writes numbers, and can say afterwards which acknowledged ones are gone. */
export class WriteCheck implements ProbeKind {
  readonly name = 'writes';
  readonly proves = 'that acknowledged writes through the client name were there after each move';
  readonly #acknowledged: AcknowledgedWrite[][] = Array.from({ length: SLOTS }, () => []);
  readonly #pending = new Set<number>();
  /** Begins with the time, so that what former drills wrote is always older. */
  #number = Date.now();

  /** @param path of KV version 2 secrets below `/v1/`, e.g. `secret/data/vault-dr-drill` */
  constructor(
    private readonly path: string,
    private readonly token: Secret,
  ) {}

  next(): ProbeStep | undefined {
    const number = ++this.#number;
    const slot = number % SLOTS;
    if (this.#pending.has(slot)) return undefined;
    this.#pending.add(slot);
    return {
      request: { method: 'POST', path: this.#pathOf(slot), headers: this.#headers(), body: { data: { number } } },
      settle: (answer) => {
        this.#pending.delete(slot);
        if (answer?.status !== 200 && answer?.status !== 204) return `status ${answer?.status}`;
        this.#acknowledged[slot]?.push({ number, at: Date.now() });
        return undefined;
      },
    };
  }

  /**
   * Reads back what the slots hold.
   *
   * @returns acknowledged writes that are gone, oldest first
   * @throws Error when a slot cannot be read
   */
  async findLost(send: (request: ProbeRequest) => Promise<Answer>): Promise<readonly AcknowledgedWrite[]> {
    const lost: AcknowledgedWrite[] = [];
    for (const [slot, writes] of this.#acknowledged.entries()) {
      if (writes.length === 0) continue;
      const { status, text } = await send({ method: 'GET', path: this.#pathOf(slot), headers: this.#headers() });
      if (status !== 200 && status !== 404) throw new Error(`the probe's secrets cannot be read (status ${status})`);
      const kept = status === 404 ? 0 : parseNumber(text);
      lost.push(...writes.filter(({ number }) => number > kept));
    }
    return lost.sort((a, b) => a.at - b.at);
  }

  #pathOf = (slot: number): string => `/v1/${this.path}/${slot}`;
  #headers = (): Record<string, string> => ({ 'x-vault-token': this.token.reveal() });
}

function parseNumber(text: string): number {
  const answer = JSON.parse(text) as { data?: { data?: { number?: unknown } } };
  const number = answer.data?.data?.number;
  return typeof number === 'number' ? number : 0;
}
