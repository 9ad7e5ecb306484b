/**
 * Limits of tests that use whole worlds, milliseconds. They only end tests that hang; every call within has its own limit.
 * They are generous because a busy machine is slow: the crash matrix takes 70 s alone on two processors, and more than
 * five minutes beside other work.
 */

/** All cases of a matrix in one hook. */
export const MATRIX_MS = 1_800_000;
/** One test, or the start of its world. */
export const TEST_MS = 240_000;
