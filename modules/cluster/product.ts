/** The software that the nodes run. */
export type VaultProduct = 'vault-enterprise' | 'vault' | 'openbao';

/** The program of a product, which the image contains. */
export const binaryOf = (product: VaultProduct): 'vault' | 'bao' => (product === 'openbao' ? 'bao' : 'vault');
