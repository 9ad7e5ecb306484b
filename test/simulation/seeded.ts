/** A pseudo-random generator that replaces `Math.random`; the same seed gives the same numbers. */
export function seeded(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519);
    state = Math.imul(state ^ (state >>> 13), 3266489917);
    return ((state ^= state >>> 16) >>> 0) / 2 ** 32;
  };
}
