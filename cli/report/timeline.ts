/** State of a cluster or a client during a span. */
export type SpanState = (typeof SPAN_STATES)[number];
export const SPAN_STATES = ['writable', 'following', 'changing', 'down', 'neutral'] as const;

/** Meaning of each state, for the legend. It is true of a cluster, and of a client that may only read. */
export const MEANINGS: Readonly<Record<SpanState, string>> = {
  writable: 'primary, or client served',
  following: 'secondary',
  changing: 'restarting',
  down: 'unreachable, or client not served',
  neutral: 'step, or other',
};

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: SpanState;
  readonly label: string;
}

export interface Lane {
  readonly name: string;
  readonly spans: readonly Span[];
}

export interface TimelineEvent {
  /** Milliseconds since the run began. */
  readonly atMs: number;
  readonly text: string;
}

/** A measured value, with whether it is as expected. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** The expected value in words. @default - nothing particular */
  readonly expected?: string;
  readonly ok: boolean;
}

/** A complete run, for the terminal and for the HTML page. */
export interface Timeline {
  readonly title: string;
  /** What happened, for how long clients could not write, and what was lost, in one or a few sentences. */
  readonly sentence: string;
  /** Where it ran, for the sentence "Run in …". */
  readonly place: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly lanes: readonly Lane[];
  readonly events: readonly TimelineEvent[];
  readonly figures: readonly Figure[];
}

/** Time for errors that 99.999 % over 90 days allows, milliseconds: 0.864 s per day. */
export const ERROR_BUDGET_MS = 90 * 864;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** Events as they happened. */
export const inOrder = (events: readonly TimelineEvent[]): TimelineEvent[] =>
  [...events].sort((a, b) => a.atMs - b.atMs);

/** Converts changes of a state into spans; the last span ends at `endMs`. */
export function toSpans(
  changes: readonly { readonly atMs: number; readonly state: SpanState; readonly label: string }[],
  endMs: number,
): Span[] {
  return changes
    .map(({ atMs, state, label }, index) => ({ fromMs: atMs, toMs: changes[index + 1]?.atMs ?? endMs, state, label }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
}
