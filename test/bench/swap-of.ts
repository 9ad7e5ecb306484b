import type { Swap } from './swap';

/** A move of the primary for tests. @param known fields that differ from a move without any event */
export const swapOf = (known: Partial<Swap>): Swap => ({
  bars: [],
  nameMs: undefined,
  servesMs: undefined,
  clientBackMs: undefined,
  clientGapMs: 0,
  linkableMs: undefined,
  linkedMs: undefined,
  twoPrimariesMs: 0,
  lostWrites: 0,
  endedMs: 0,
  ...known,
});
