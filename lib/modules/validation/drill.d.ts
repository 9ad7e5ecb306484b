import type { VaultDrProps } from '../vault-dr-props';
/** A drill that begins by itself needs somebody who hears of it, and stays out of production unless that is asked for. */
export declare function validateDrill({ drill, watch, environment }: VaultDrProps): string[];
