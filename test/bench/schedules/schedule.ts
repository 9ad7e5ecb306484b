import type { Hands } from '../hands';
import type { Frame } from '../swap';

/** Thrown when a replay has reached the end that it was given. */
export class TimeIsOver extends Error {}

/** What a schedule can use. */
export interface Replay extends Frame {
  readonly hands: Hands;
  /** Time until the end of the replay, milliseconds: the limit on calls without their own. @throws TimeIsOver */
  readonly left: () => number;
  /** Waits a fixed time of the schedule. @throws TimeIsOver */
  readonly wait: (ms: number) => Promise<void>;
}

/** A published order of calls, described in our own words and replayed against the same kind of pair. */
export interface Schedule {
  readonly name: string;
  /** Description for the report. */
  readonly order: string;
  /** Time after which a replay is stopped, milliseconds, including the fixed waits. */
  readonly endMs: number;
  readonly play: (replay: Replay) => Promise<void>;
}
