import type { VaultClusterProps, VaultDrProps } from '../vault-dr-props';
export declare function validateCluster(prop: string, cluster: VaultClusterProps, clientName: string): string[];
export declare function validatePair({ home, away }: VaultDrProps): string[];
/** A witness in the region of a cluster would be lost together with the cluster. */
export declare function validateWitness({ home, away, witness }: VaultDrProps): string[];
