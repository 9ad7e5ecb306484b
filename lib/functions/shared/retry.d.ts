import type { Clock, Deadline } from './clock';
export interface BackOff {
    /** First pause, milliseconds. */
    readonly firstMs: number;
    /** Longest pause, milliseconds. */
    readonly mostMs: number;
}
/**
 * Pauses in whole milliseconds that double up to a limit. Each is shortened at random by up to a half, so that several
 * callers do not act at the same moments.
 */
export declare function pauses({ firstMs, mostMs }: BackOff, random?: () => number): Generator<number, never>;
/**
 * Calls `turn` with growing pauses in between, until it returns something.
 *
 * @param turn gets the pause that would come next, milliseconds, so that it can end before its deadline
 */
export declare function repeat<T extends object>({ clock, backOff }: {
    readonly clock: Clock;
    readonly backOff: BackOff;
}, turn: (pauseMs: number) => Promise<T | undefined>): Promise<T>;
/**
 * Calls `look` until it finds something or the deadline passes, with pauses in between.
 *
 * @returns what `look` found, or `undefined` if the deadline passed first; `look` is called at least once
 */
export declare function poll<T>(look: () => Promise<T | undefined>, { clock, deadline, backOff }: {
    clock: Clock;
    deadline: Deadline;
    backOff: BackOff;
}): Promise<T | undefined>;
