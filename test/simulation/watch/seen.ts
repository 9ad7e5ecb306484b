import type { ClusterName } from '../../../functions/shared/contract';
import type { JsonAnswer } from '../../../functions/shared/vault-client';
import type { Loss } from '../../../functions/dr-operations/result';
import { NO_LEADER } from '../sim-status';

/** One look of a run at a cluster. */
export class Look {
  /** What the answer called the cluster; `undefined` until there is one, and where it says nothing of the kind. */
  says: string | undefined;
  /** Milliseconds since the epoch. */
  answeredAt = Number.POSITIVE_INFINITY;
  readonly startedAt: number;

  constructor(
    readonly cluster: ClusterName,
    private readonly now: () => number,
  ) {
    this.startedAt = now();
  }

  saw({ body }: JsonAnswer): void {
    this.answeredAt = this.now();
    const data = body['data'] as { mode?: unknown } | undefined;
    const mode = data?.mode ?? body['replication_dr_mode'];
    if (typeof mode === 'string') this.says = mode;
    // Somebody lives there, and may be a primary.
    if (Array.isArray(body['errors']) && body['errors'].includes(NO_LEADER)) this.says = 'no leader';
  }
}

/** A change that a run made. */
export interface Effect {
  readonly what: string;
  readonly at: number;
  /** It took effect when the run had long given it up. */
  readonly isLate: boolean;
}

/** A promotion of a failover. It may be taken back, so that it counts only when the clients are led there. */
export interface Passing {
  readonly to: ClusterName;
  /** The writes that it leaves behind. */
  readonly ids: readonly number[];
  readonly verdict: Verdict;
}

/** What is known of one run. */
export class Seen {
  operationId: string | undefined;
  /** What it changed, in order. */
  readonly effects: Effect[] = [];
  readonly looks: Look[] = [];
  /** The last that it wrote into a journal. */
  entry: string | undefined;
  /** Told before anything was changed. */
  announced: Loss | undefined;
  passing: Passing | undefined;
  /** When it demoted which cluster, last. */
  readonly demotedAt: Partial<Record<ClusterName, number>> = {};

  constructor(
    readonly accept: ReadonlySet<string>,
    /** `undefined`: somebody drives the engine who does not say. */
    readonly operation: string | undefined,
  ) {}

  /** Looks at a cluster that began so close before a moment that they count as fresh then. */
  freshLooks = (cluster: ClusterName, at: number): Look[] =>
    this.looks.filter((look) => look.cluster === cluster && look.startedAt >= at - FRESH_MS && look.startedAt <= at);

  /** What those said that were answered until then. @param since what was said before says nothing about now */
  freshWords = (cluster: ClusterName, at: number, since = Number.NEGATIVE_INFINITY): string[] =>
    this.freshLooks(cluster, at).flatMap(({ says, answeredAt }) =>
      says !== undefined && answeredAt <= at && answeredAt >= since ? [says] : [],
    );
}

/** A look counts for about two seconds; it may itself take as long as one probe. */
export const FRESH_MS = 3_200;

/** What a rule says of one act. */
export type Verdict =
  | undefined
  | { readonly broken: string }
  /** Named, because each is counted. */
  | { readonly excuse: string };

export const broken = (text: string): Verdict => ({ broken: text });
export const excuse = (text: string): Verdict => ({ excuse: text });
