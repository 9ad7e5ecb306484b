import type { VaultDrProps } from '../vault-dr-props';
export declare function validateWatch({ watch, home, away }: VaultDrProps): string[];
