/** Key of an environment's state in its bucket. It contains the environment, so two environments never share one. */
export const stateKey = (environment: string): string => `vault-dr/${environment}/terraform.tfstate`;

/** Alias of the KMS key that encrypts an environment's state. `make bootstrap` creates the key and the alias. */
export const stateKeyAlias = (environment: string): string => `alias/vault-dr-state-${environment}`;
