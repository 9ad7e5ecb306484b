import type { VaultDrProps } from '../vault-dr-props';
/**
 * Finds every problem of the props. A value that is known only at the apply is not checked.
 *
 * @returns for each problem, what is wrong and what to do
 */
export declare function validateVaultDrProps(props: VaultDrProps): string[];
