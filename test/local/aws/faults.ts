import type { AwsCall } from './describe-call';

/** Selects the calls that a fault hits. A missing field matches every call. */
export interface AwsFaultScope {
  readonly service?: string;
  readonly operation?: string;
  /** `lease` or `operation`, for DynamoDB. */
  readonly subject?: string;
  readonly region?: string;
  /** `anybody` also hits the calls of the world itself and its tests. @default 'lambda' */
  readonly caller?: 'lambda' | 'anybody';
  /** Number of calls to hit. @default - all, until the fault is ended */
  readonly times?: number;
}

export type AwsFault = AwsFaultScope &
  /** Does nothing and never answers. */
  (
    | { readonly kind: 'black-hole' }
    /** Does nothing and cuts the connection. */
    | { readonly kind: 'reset' }
    /** Delays the effect and the answer. */
    | { readonly kind: 'slow'; readonly ms: number }
    /** Answers with an error and does nothing. @default code ServiceUnavailable */
    | { readonly kind: 'status'; readonly status: number; readonly code?: string }
    /** The call takes effect and is never answered. */
    | { readonly kind: 'hang' }
    /** The call takes effect; the connection is cut without an answer. */
    | { readonly kind: 'answer-lost' }
    /** The call takes effect; the connection is cut after half of the answer. */
    | { readonly kind: 'reset-mid-answer' }
    /** The call takes effect; the answer is complete HTTP with half of the JSON or XML. */
    | { readonly kind: 'truncated' }
  );

/** The faults in force. */
export class AwsFaults {
  readonly #active = new Map<symbol, { readonly fault: AwsFault; left: number }>();

  /** @returns a function that ends the fault */
  inject(fault: AwsFault): () => void {
    const key = Symbol(fault.kind);
    this.#active.set(key, { fault, left: fault.times ?? Infinity });
    return () => void this.#active.delete(key);
  }

  clear(): void {
    this.#active.clear();
  }

  /** Finds the fault that hits this call, and counts the hit. */
  take(call: AwsCall): AwsFault | undefined {
    for (const entry of this.#active.values()) {
      const isSpared = !call.byLambda && entry.fault.caller !== 'anybody';
      if (isSpared || entry.left <= 0 || !hits(entry.fault, call)) continue;
      entry.left -= 1;
      return entry.fault;
    }
    return undefined;
  }
}

const hits = ({ service, operation, subject, region }: AwsFault, call: AwsCall): boolean =>
  (service ?? call.service) === call.service &&
  (operation ?? call.operation) === call.operation &&
  (subject ?? call.subject) === call.subject &&
  (region ?? call.region) === call.region;
