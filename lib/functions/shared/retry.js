"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.pauses = pauses;
exports.repeat = repeat;
exports.poll = poll;
/**
 * Pauses in whole milliseconds that double up to a limit. Each is shortened at random by up to a half, so that several
 * callers do not act at the same moments.
 */
function* pauses({ firstMs, mostMs }, random = Math.random) {
    for (let pause = firstMs;; pause = Math.min(pause * 2, mostMs)) {
        yield Math.round(pause / 2 + random() * (pause / 2));
    }
}
/**
 * Calls `turn` with growing pauses in between, until it returns something.
 *
 * @param turn gets the pause that would come next, milliseconds, so that it can end before its deadline
 */
async function repeat({ clock, backOff }, turn) {
    const rest = pauses(backOff);
    for (;;) {
        const pause = rest.next().value;
        const result = await turn(pause);
        if (result !== undefined)
            return result;
        await clock.wait(pause);
    }
}
/**
 * Calls `look` until it finds something or the deadline passes, with pauses in between.
 *
 * @returns what `look` found, or `undefined` if the deadline passed first; `look` is called at least once
 */
async function poll(look, { clock, deadline, backOff }) {
    const { found } = await repeat({ clock, backOff }, async (pause) => {
        const found = await look();
        return found !== undefined || deadline.remainingMs() <= pause ? { found } : undefined;
    });
    return found;
}
//# sourceMappingURL=retry.js.map