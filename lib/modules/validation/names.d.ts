import type { VaultDrProps } from '../vault-dr-props';
export declare function validateNames({ environment, identifier }: VaultDrProps): string[];
export declare function validateClientName(props: VaultDrProps): string[];
