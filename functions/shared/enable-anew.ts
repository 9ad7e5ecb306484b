import type { DrMode } from './statements';

/**
 * How a cluster of another replication set becomes a secondary, call by call. That is also the way after replication was
 * disabled and enabled again on the primary.
 *
 * @param mode the DR mode of the cluster now
 * @see https://developer.hashicorp.com/vault/api-docs/system/replication/replication-dr
 */
export function enableAnew(cluster: string, mode: DrMode | undefined): string {
  const enable = `vault-dr enable, which wipes ${cluster} and makes it a secondary anew`;
  switch (mode) {
    case 'secondary':
      return (
        `If nothing on ${cluster} is needed: write sys/replication/dr/secondary/disable on it, with a dr_operation_token ` +
        `that was made with key shares (the stored one may not do this), then run ${enable}.`
      );
    case 'primary':
      return `If nothing on ${cluster} is needed: write sys/replication/dr/primary/disable on it, then run ${enable}.`;
    default:
      return `If nothing on ${cluster} is needed, run ${enable}.`;
  }
}
