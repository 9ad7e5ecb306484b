/** What a lane shows during a span. */
export type Tone = 'writable' | 'following' | 'changing' | 'down' | 'neutral';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly tone: Tone;
  readonly label: string;
}

export interface Lane {
  readonly name: string;
  readonly spans: readonly Span[];
}

export interface TimelineEvent {
  /** Milliseconds since the story began. */
  readonly atMs: number;
  readonly text: string;
}

/** A number that the story is judged by. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What was expected, and whether it was so. */
  readonly expected?: string;
  readonly ok: boolean;
}

/** A whole run, for the terminal and for the page. */
export interface Timeline {
  readonly title: string;
  /** Where it ran, for the sentence «Run in …». */
  readonly place: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly lanes: readonly Lane[];
  readonly events: readonly TimelineEvent[];
  readonly figures: readonly Figure[];
}

/** Errors allowed by 99.999 % over 90 days: 0.864 s a day. */
export const ERROR_BUDGET_MS = 90 * 864;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** Joins changes of a value over time into spans. */
export function toSpans(
  changes: readonly { readonly atMs: number; readonly tone: Tone; readonly label: string }[],
  endMs: number,
): Span[] {
  return changes
    .map(({ atMs, tone, label }, index) => ({ fromMs: atMs, toMs: changes[index + 1]?.atMs ?? endMs, tone, label }))
    .filter(({ fromMs, toMs }) => toMs > fromMs);
}
