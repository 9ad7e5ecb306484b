import type { VaultDrProps } from '../vault-dr-props';
export declare function validateFunctions(props: VaultDrProps): string[];
