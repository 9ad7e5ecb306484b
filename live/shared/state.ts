/** Key of an environment's state in its bucket. Nothing but the environment decides it, so two never meet. */
export const stateKey = (environment: string): string => `vault-dr/${environment}/terraform.tfstate`;

/** Alias of the KMS key that encrypts an environment's state; `make bootstrap` makes both. */
export const stateKeyAlias = (environment: string): string => `alias/vault-dr-state-${environment}`;
