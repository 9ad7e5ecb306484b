import { type VaultDrProps } from '../vault-dr-props';
/**
 * Every problem of the props, in their own words; empty when there is none. What is not known before the apply is left
 * alone.
 */
export declare function validateVaultDrProps(props: VaultDrProps): string[];
