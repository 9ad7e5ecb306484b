/** What only Vault Enterprise has, or only the Lambdas of such a pair. */
export const OF_ENTERPRISE =
  /Merkle|\bWALs?\b|stream-wals|merkle-|\bidle\b|reindex|vault-dr enable|DR replication|replication set|sys\/replication|operation token|the token|DR secondary|license of|dr-operation/i;
