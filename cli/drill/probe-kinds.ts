import { setTimeout as sleep } from 'node:timers/promises';
import { inTurns } from '../../functions/shared/in-turns';
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
  readonly judge: (answer: Answer | undefined) => string | undefined;
}

/** What a probe requests. */
export interface ProbeKind {
  readonly name: 'writes' | 'health';
  /** What this probe proves, for the report. */
  readonly proves: string;
  /** The next request. */
  next(): ProbeStep;
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

/** An acknowledged write that was not yet read back. */
interface AcknowledgedWrite {
  readonly number: number;
  /** Number of the secret. */
  readonly secret: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What a read says of an acknowledged write. */
type Reading = { readonly kind: 'kept' | 'missing' } | { readonly kind: 'unread'; readonly why: string };

type Send = (request: ProbeRequest) => Promise<Answer>;

/** A node that lags may not have a write yet, and a read may fail: what was not found is read this often. */
const READ_ROUNDS = 5;
const AGAIN_MS = 500;
const READS_AT_A_TIME = 10;

/**
 * Writes increasing numbers, and finds afterwards which acknowledged writes are lost. Each write has a secret of its own
 * until it is read back: a later write to the same secret would hide that an earlier one is lost.
 */
export class WriteCheck implements ProbeKind {
  readonly name = 'writes';
  readonly proves = 'that acknowledged writes through the client name were present after each switchover';
  #unproven: AcknowledgedWrite[] = [];
  /** Secrets whose write was read back, so that they can be written again. */
  readonly #free: number[] = [];
  #secrets = 0;
  /** Starts with the current time, so that numbers of former drills are other ones. */
  #number = Date.now();

  /**
   * @param path folder of KV version 2 secrets below `/v1/`, e.g. `secret/data/vault-dr-drill`
   * @param againMs pause before what was not found is read again
   */
  constructor(
    private readonly path: string,
    private readonly token: Secret,
    private readonly againMs = AGAIN_MS,
  ) {}

  next(): ProbeStep {
    const number = ++this.#number;
    const secret = this.#free.shift() ?? this.#secrets++;
    return {
      request: { method: 'POST', path: this.#pathOf(secret), headers: this.#headers(), body: { data: { number } } },
      judge: (answer) => {
        // Without an acknowledgement the write may still arrive: its secret is not used again.
        if (answer?.status !== 200 && answer?.status !== 204) return `status ${answer?.status}`;
        this.#unproven.push({ number, secret, at: Date.now() });
        return undefined;
      },
    };
  }

  /**
   * Reads back every write that was acknowledged before this call. The probe may go on writing meanwhile.
   *
   * @returns acknowledged writes that are lost, oldest first
   * @throws Error when a write cannot be read; then the next call reads all of them again
   */
  async findLost(send: Send): Promise<readonly AcknowledgedWrite[]> {
    const due = [...this.#unproven];
    let open: readonly AcknowledgedWrite[] = due;
    let unread: string | undefined;
    for (let round = 1; open.length > 0 && round <= READ_ROUNDS; round++) {
      if (round > 1) await sleep(this.againMs);
      const readings = await this.#readAll(open, send);
      open = open.filter((write) => readings.get(write)?.kind !== 'kept');
      unread = [...readings.values()]
        .map((reading) => (reading.kind === 'unread' ? reading.why : undefined))
        .find(Boolean);
    }
    if (unread !== undefined) throw new Error(`the writes of the probe cannot be read back (${unread})`);
    const checked = new Set(due);
    this.#unproven = this.#unproven.filter((write) => !checked.has(write));
    this.#free.push(...due.map(({ secret }) => secret));
    return [...open].sort((a, b) => a.at - b.at);
  }

  async #readAll(writes: readonly AcknowledgedWrite[], send: Send): Promise<Map<AcknowledgedWrite, Reading>> {
    return new Map(
      await inTurns(writes, READS_AT_A_TIME, async (write) => [write, await this.#read(write, send)] as const),
    );
  }

  async #read({ number, secret }: AcknowledgedWrite, send: Send): Promise<Reading> {
    try {
      const answer = await send({ method: 'GET', path: this.#pathOf(secret), headers: this.#headers() });
      return judgeRead(answer, number);
    } catch (error) {
      return { kind: 'unread', why: error instanceof Error ? error.message : 'unknown' };
    }
  }

  #pathOf = (secret: number): string => `/v1/${this.path}/${secret}`;
  #headers = (): Record<string, string> => ({ 'x-vault-token': this.token.reveal() });
}

/** A 404 with an error is no answer about a secret: nothing is mounted at its path. */
function judgeRead({ status, text }: Answer, number: number): Reading {
  if (status !== 200 && status !== 404) return { kind: 'unread', why: `status ${status}` };
  try {
    const body = JSON.parse(text) as { errors?: unknown[]; data?: { data?: { number?: unknown } | null } };
    if (status === 404 && (body.errors ?? []).length > 0) return { kind: 'unread', why: 'status 404 with an error' };
    return { kind: status === 200 && body.data?.data?.number === number ? 'kept' : 'missing' };
  } catch {
    return { kind: 'unread', why: `status ${status} without JSON` };
  }
}
