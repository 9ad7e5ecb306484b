import type { VaultDrProps } from '../vault-dr-props';
export declare function validateOperationToken(props: VaultDrProps): string[];
export declare function validateVaultAccess({ awsAuth, boundCidrs }: VaultDrProps): string[];
