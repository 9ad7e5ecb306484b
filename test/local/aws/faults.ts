import type { AwsCall } from './describe-call';

/** Which calls a fault hits; what is left out matches everything. */
export interface AwsFaultScope {
  readonly service?: string;
  readonly operation?: string;
  /** `lease` or `operation`, for DynamoDB. */
  readonly subject?: string;
  readonly region?: string;
  /** Whose calls: the Lambdas' alone, or also those of people and of the world itself. @default 'lambda' */
  readonly caller?: 'lambda' | 'anybody';
  /** For so many calls. @default - until the fault is ended */
  readonly times?: number;
}

export type AwsFault = AwsFaultScope &
  (
    | { readonly kind: 'black-hole' }
    /** Does nothing and cuts the connection. */
    | { readonly kind: 'reset' }
    /** Waits before it does what was asked. */
    | { readonly kind: 'slow'; readonly ms: number }
    /** Refuses without doing anything. @default code ServiceUnavailable */
    | { readonly kind: 'status'; readonly status: number; readonly code?: string }
    /** Does what was asked and never answers. */
    | { readonly kind: 'hang' }
    /** Does what was asked and cuts the connection. */
    | { readonly kind: 'answer-lost' }
    /** Does what was asked; half of the answer, then the connection is cut. */
    | { readonly kind: 'reset-mid-answer' }
    /** Does what was asked; the answer comes to its end and holds half of the JSON or XML. */
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

  /** The fault that hits this call, and counts it. */
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
