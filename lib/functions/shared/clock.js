"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Moment = exports.Deadline = void 0;
exports.startClock = startClock;
const promises_1 = require("node:timers/promises");
/**
 * Starts a clock at the machine's time. It then only goes forward, so that a correction of the machine's clock neither
 * ends a deadline early nor keeps a lease alive. Start one for each invocation, because a Lambda may be frozen in between.
 */
function startClock() {
    const startedAt = Date.now();
    const from = performance.now();
    return {
        now: () => Math.round(startedAt + performance.now() - from),
        wall: () => Date.now(),
        wait: async (ms, signal) => (0, promises_1.setTimeout)(ms, undefined, signal ? { signal } : {}),
    };
}
/** The time at which an operation has to end. Every time-out is limited by it. */
class Deadline {
    clock;
    at;
    constructor(clock, 
    /** Milliseconds since the epoch. */
    at) {
        this.clock = clock;
        this.at = at;
    }
    static in(clock, ms) {
        return new Deadline(clock, clock.now() + ms);
    }
    remainingMs() {
        return Math.max(0, this.at - this.clock.now());
    }
    /** The smaller one of `ms` and the remaining time, milliseconds. */
    cut(ms) {
        return Math.min(ms, this.remainingMs());
    }
    /** A deadline in `ms` milliseconds, and no later than this one. */
    within(ms) {
        return new Deadline(this.clock, this.clock.now() + this.cut(ms));
    }
    get passed() {
        return this.remainingMs() === 0;
    }
}
exports.Deadline = Deadline;
/**
 * The time at which something was known. Its age is the greater one by two clocks, because one of them may stop while a
 * Lambda is frozen or a laptop sleeps, and old facts must not count as new afterwards.
 */
class Moment {
    clock;
    #at;
    #wall;
    constructor(clock) {
        this.clock = clock;
        this.#at = clock.now();
        this.#wall = clock.wall?.() ?? this.#at;
    }
    ageMs() {
        const now = this.clock.now();
        return Math.max(now - this.#at, (this.clock.wall?.() ?? now) - this.#wall);
    }
}
exports.Moment = Moment;
//# sourceMappingURL=clock.js.map