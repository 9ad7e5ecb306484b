import type { EnvironmentConfig } from './environment-config';

/** Key of an environment's state in its bucket. It contains the environment, so two environments never share one. */
export const stateKey = (environment: string): string => `vault-dr/${environment}/terraform.tfstate`;

/** Alias of the KMS key that encrypts an environment's state. `make bootstrap` creates the key and the alias. */
export const stateKeyAlias = (environment: string): string => `alias/vault-dr-state-${environment}`;

/** The S3 backend of an environment, in Terraform's own names. */
export const stateBackend = ({ environment, state }: EnvironmentConfig) =>
  ({
    bucket: state.bucket,
    region: state.region,
    key: stateKey(environment),
    encrypt: true,
    // Without a key Terraform requests S3's own encryption, even if the bucket has a key as its default.
    kms_key_id: stateKeyAlias(environment),
    use_lockfile: true,
  }) as const;
