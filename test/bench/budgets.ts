import type { FUNCTION_NAMES } from '../../functions/shared/contract';

type FunctionName = (typeof FUNCTION_NAMES)[number];

const KIB = 1024;

/** Role changes of the simulated clusters while they are measured, milliseconds. */
export const ROLE_CHANGES = { promoteMs: 2000, demoteMs: 1000 } as const;

/** What an operation may take beyond the floor, milliseconds. */
export const OVER_FLOOR_MS = 300;
/** Limit on the one probe of a cluster that never answers, milliseconds: the default of `VAULT_PROBE_TIMEOUT_MS`. */
export const PROBE_MS = 1000;
/** From the moment that the old primary can be linked until it follows, milliseconds. */
export const RELINK_MS = 1000;

/** Zipped bundles, bytes. */
export const BUNDLE_BYTES: Readonly<Record<FunctionName, number>> = {
  auth: 60 * KIB,
  'dr-operation-token-gen': 350 * KIB,
  'dns-switch': 350 * KIB,
  'dr-operations': 350 * KIB,
};

/** Import of a bundle by a fresh process, an empty one subtracted, milliseconds. */
export const COLD_IMPORT_MS: Readonly<Record<FunctionName, number>> = {
  auth: 60,
  'dr-operation-token-gen': 200,
  'dns-switch': 200,
  'dr-operations': 200,
};

/** Synthesis of one environment, and of a hundred pairs in one app: at most so many times the work of half of them. */
export const SYNTHESIS = { ms: 1500, kib: 200 * KIB, pairs: 100, pairsMs: 20_000, mostGrowth: 2.3 } as const;
