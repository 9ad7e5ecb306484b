import type { BundleName } from '../../functions/shared/contract';

const KIB = 1024;

/** Durations of role changes of the simulated clusters in the benchmark, milliseconds. */
export const ROLE_CHANGES = { promoteMs: 2000, demoteMs: 1000 } as const;

/** Time that an operation may take beyond the floor, milliseconds. */
export const OVER_FLOOR_MS = 300;
/** Limit on the one probe of a cluster that never answers, milliseconds: the default of `VAULT_PROBE_TIMEOUT_MS`. */
export const PROBE_MS = 1000;
/** Time from the moment at which the old primary can be linked until it follows, milliseconds. */
export const RELINK_MS = 1000;

/** Zipped bundles, bytes. */
export const BUNDLE_BYTES: Readonly<Record<BundleName, number>> = {
  auth: 150 * KIB, // most of it is the client of Secrets Manager, which is evaluated only for a client certificate
  'dr-operation-token-gen': 350 * KIB,
  'dns-switch': 350 * KIB,
  'dr-operations': 350 * KIB,
  watch: 350 * KIB,
  events: 200 * KIB,
  witness: 300 * KIB,
  'name-batch': 350 * KIB,
  'snapshot-puller': 450 * KIB,
  'community-operations': 450 * KIB,
  'community-watch': 450 * KIB,
  'postgres-operations': 350 * KIB,
  'postgres-watch': 350 * KIB,
};

/** Import of a bundle in a new process, minus the time of an empty process, milliseconds. */
export const COLD_IMPORT_MS: Readonly<Record<BundleName, number>> = {
  auth: 60,
  'dr-operation-token-gen': 200,
  'dns-switch': 200,
  'dr-operations': 200,
  watch: 250, // nobody waits for it
  events: 200,
  witness: 250,
  'name-batch': 250, // the failovers before it take longer
  'snapshot-puller': 300, // nobody waits for it
  'community-operations': 350, // a restore takes seconds
  'community-watch': 350, // nobody waits for it
  'postgres-operations': 250,
  'postgres-watch': 250, // nobody waits for it
};

/** Synthesis of one environment, and of 100 pairs in one app. `mostGrowth`: work for 100 pairs relative to 50. */
export const SYNTHESIS = { ms: 1500, kib: 200 * KIB, pairs: 100, pairsMs: 20_000, mostGrowth: 2.3 } as const;
