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

/** One request of a probe, and how its answer is judged. */
export interface ProbeStep {
  readonly request: ProbeRequest;
  /** @param answer `undefined` if none came @returns why the client was not served, or `undefined` if it was */
  judge(answer: Answer | undefined): string | undefined;
}

/** What a probe requests. */
export interface ProbeKind {
  readonly name: 'writes' | 'health';
  /** What this probe proves, for the report. */
  readonly proves: string;
  /** The next request; `undefined` to skip this turn. */
  next(): ProbeStep | undefined;
}

/** Reads `sys/health` through the client name. Needs no token. */
export class HealthCheck implements ProbeKind {
  readonly name = 'health';
  readonly proves =
    'that the client name led to an active primary; not that it accepted writes, and nothing about lost writes';

  next(): ProbeStep {
    return {
      request: { method: 'GET', path: '/v1/sys/health' },
      // 429 and 473 are standbys, which forward requests; 472 is a DR secondary, which serves no clients.
      judge: (answer) => ([200, 429, 473].includes(answer?.status ?? 0) ? undefined : `status ${answer?.status}`),
    };
  }
}

interface AcknowledgedWrite {
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Number of secrets that are written in turn, so that a write that hangs does not delay the next one. */
const SLOTS = 10;

/** Writes increasing numbers, and finds afterwards which acknowledged writes are lost. */
export class WriteCheck implements ProbeKind {
  readonly name = 'writes';
  readonly proves = 'that acknowledged writes through the client name were present after each switchover';
  readonly #acknowledged: AcknowledgedWrite[][] = Array.from({ length: SLOTS }, () => []);
  readonly #pending = new Set<number>();
  /** Starts with the current time, so that numbers of former drills are always smaller. */
  #number = Date.now();

  /** @param path folder of KV version 2 secrets below `/v1/`, e.g. `secret/data/vault-dr-drill` */
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
      judge: (answer) => {
        this.#pending.delete(slot);
        if (answer?.status !== 200 && answer?.status !== 204) return `status ${answer?.status}`;
        this.#acknowledged[slot]?.push({ number, at: Date.now() });
        return undefined;
      },
    };
  }

  /**
   * Reads back all slots.
   *
   * @returns acknowledged writes that are lost, oldest first
   * @throws Error when a slot cannot be read
   */
  async findLost(send: (request: ProbeRequest) => Promise<Answer>): Promise<readonly AcknowledgedWrite[]> {
    const lost: AcknowledgedWrite[] = [];
    for (const [slot, writes] of this.#acknowledged.entries()) {
      if (writes.length === 0) continue;
      const { status, text } = await send({ method: 'GET', path: this.#pathOf(slot), headers: this.#headers() });
      if (status !== 200 && status !== 404)
        throw new Error(`the secrets of the probe cannot be read (status ${status})`);
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
