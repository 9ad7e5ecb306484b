/**
 * Limits of tests that drive whole worlds. A limit is there for what hangs, and every call within has one of its own. It
 * must not end what is merely slow: the crash matrix takes 70 s alone on two processors, and more than five minutes with
 * other work beside it. The load may rise after a limit was chosen, so these are generous and not made from the load.
 */

/** A matrix of many cases, in one hook. */
export const MATRIX_MS = 1_800_000;
/** One test, or the start of its world. */
export const TEST_MS = 240_000;
