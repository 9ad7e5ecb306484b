/** The time, so that tests can replace it. */
export interface Clock {
    /** Milliseconds since the epoch. */
    now(): number;
    /** Resolves after `ms` milliseconds; rejects if `signal` aborts. */
    wait(ms: number, signal?: AbortSignal): Promise<void>;
    /**
     * The machine's time, which continues while a process is frozen. Milliseconds since the epoch.
     *
     * @default - `now`
     */
    wall?(): number;
}
/**
 * Starts a clock at the machine's time. It then only goes forward, so that a correction of the machine's clock neither
 * ends a deadline early nor keeps a lease alive. Start one for each invocation, because a Lambda may be frozen in between.
 */
export declare function startClock(): Clock;
/** The time at which an operation has to end. Every time-out is limited by it. */
export declare class Deadline {
    private readonly clock;
    /** Milliseconds since the epoch. */
    readonly at: number;
    constructor(clock: Clock, 
    /** Milliseconds since the epoch. */
    at: number);
    static in(clock: Clock, ms: number): Deadline;
    remainingMs(): number;
    /** The smaller one of `ms` and the remaining time, milliseconds. */
    cut(ms: number): number;
    /** A deadline in `ms` milliseconds, and no later than this one. */
    within(ms: number): Deadline;
    get passed(): boolean;
}
/**
 * The time at which something was known. Its age is the greater one by two clocks, because one of them may stop while a
 * Lambda is frozen or a laptop sleeps, and old facts must not count as new afterwards.
 */
export declare class Moment {
    #private;
    private readonly clock;
    constructor(clock: Clock);
    ageMs(): number;
}
