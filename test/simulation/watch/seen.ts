import type { ClusterName } from '../../../functions/shared/contract';
import type { JsonAnswer } from '../../../functions/shared/vault-client';
import type { Loss } from '../../../functions/dr-operations/result';
import type { TableName } from '../network';
import { NO_LEADER } from '../sim-status';

/** One read of a cluster by a run. */
export class Look {
  /** The mode in the answer, or `no leader`; `undefined` before the answer and when it names no mode. */
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
    // The cluster is alive and may be a primary.
    if (Array.isArray(body['errors']) && body['errors'].includes(NO_LEADER)) this.says = 'no leader';
  }
}

/** A change that a run made. */
export interface Effect {
  readonly what: string;
  readonly at: number;
  /** Whether it took effect after the run had given up on the call. */
  readonly isLate: boolean;
}

/** A promotion of a failover. It may be taken back, so it is judged only when the clients are led there. */
export interface Passing {
  readonly to: ClusterName;
  /** Writes that the promoted cluster lacks. */
  readonly ids: readonly number[];
  readonly verdict: Verdict;
}

/** What one run has read and done. */
export class Seen {
  operationId: string | undefined;
  /** Whether it ever held enough tables to keep every other operation out. */
  heldWhole = false;
  /** Its changes, oldest first. */
  readonly effects: Effect[] = [];
  readonly looks: Look[] = [];
  /** When it last found that a table cannot be used. */
  readonly missedTables = new Map<TableName, number>();
  /** Its last journal entry, as JSON. */
  entry: string | undefined;
  /** The loss that it announced before its first change. */
  announced: Loss | undefined;
  passing: Passing | undefined;
  /** Time of the last demotion of each cluster by this run. */
  readonly demotedAt: Partial<Record<ClusterName, number>> = {};

  constructor(
    readonly accept: ReadonlySet<string>,
    /** `undefined` when the caller of the engine names no operation. */
    readonly operation: string | undefined,
    /** Whether no person asked for it. */
    readonly isAutomatic = false,
    /** Whether it leaves the client name to others. */
    readonly leavesName = false,
  ) {}

  /** Reads of a cluster that count as fresh at a moment. */
  freshLooks = (cluster: ClusterName, at: number): Look[] =>
    this.looks.filter((look) => look.cluster === cluster && look.startedAt >= at - FRESH_MS && look.startedAt <= at);

  /** Modes in the fresh reads that were answered by then. @param since ignores answers before this time */
  freshWords = (cluster: ClusterName, at: number, since = Number.NEGATIVE_INFINITY): string[] =>
    this.freshLooks(cluster, at).flatMap(({ says, answeredAt }) =>
      says !== undefined && answeredAt <= at && answeredAt >= since ? [says] : [],
    );
}

/** The engine trusts a read for 2 s, and the read itself may take as long as one probe (1 s). Milliseconds. */
export const FRESH_MS = 3_200;

/** The verdict of a rule on one act; `undefined` when the rule is kept. */
export type Verdict =
  | undefined
  | { readonly broken: string }
  /** Why the act is allowed although the rule is not kept; each excuse is counted. */
  | { readonly excuse: string };

export const broken = (text: string): Verdict => ({ broken: text });
export const excuse = (text: string): Verdict => ({ excuse: text });
