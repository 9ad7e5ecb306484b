import type { Hands } from '../hands';
import type { Frame } from '../swap';

/** The time that somebody gives a schedule which has no limit of its own is over. */
export class TimeIsOver extends Error {}

/** What a schedule works with. */
export interface Replay extends Frame {
  readonly hands: Hands;
  /** Limit on a call that has none of its own, milliseconds: until the replay ends. @throws TimeIsOver */
  readonly left: () => number;
  /** A fixed wait of the schedule. @throws TimeIsOver */
  readonly wait: (ms: number) => Promise<void>;
}

/** A published order of calls, in our own words, played against the same pair. */
export interface Schedule {
  readonly name: string;
  /** What it does, for a reader. */
  readonly order: string;
  /** Where a replay ends that would not end by itself, milliseconds; fixed waits are in it. */
  readonly endMs: number;
  readonly play: (replay: Replay) => Promise<void>;
}
