import type { VaultDrProps } from '../vault-dr-props';
/** A failover that begins by itself needs three observers, and more time than a heartbeat that is late. */
export declare function validateAutomatic(props: VaultDrProps): string[];
