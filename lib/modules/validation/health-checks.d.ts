import type { VaultDrProps } from '../vault-dr-props';
/** A check that never becomes healthy, or one of two, would lead clients to a secondary. */
export declare function validateHealthChecks({ traffic, watch, dns }: VaultDrProps): string[];
