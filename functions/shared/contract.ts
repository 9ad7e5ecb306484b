/** The two clusters of a pair: `home` is normally the primary, `away` the secondary. The names stay when the roles change. */
export const CLUSTER_NAMES = ['home', 'away'] as const;
/** `home`, normally the primary, or `away`, normally the secondary. */
export type ClusterName = (typeof CLUSTER_NAMES)[number];

/** The other cluster of the pair. */
export const otherCluster = (name: ClusterName): ClusterName => (name === 'home' ? 'away' : 'home');

/** Addresses of both clusters, and how their certificates are verified. Every Lambda that calls Vault reads these. */
export const VAULT_ENV = {
  /** Address of the home cluster itself, `https://…`, never the moving client name. */
  homeAddress: 'VAULT_HOME_ADDR',
  /** Address of the away cluster itself. */
  awayAddress: 'VAULT_AWAY_ADDR',
  /** PEM file with the CA, absolute or relative to the bundle; unset: the system's roots. */
  caCert: 'VAULT_CACERT',
  /** Limit of one probe of a cluster, milliseconds; unset: 1000. */
  probeTimeoutMs: 'VAULT_PROBE_TIMEOUT_MS',
  /** Secret with the client certificate, in the region of the Lambda; unset: none. */
  clientCertificateArn: 'VAULT_CLIENT_CERT_SECRET_ARN',
} as const;

/** The weighted records of the client name. */
export const DNS_ENV = {
  /** The zones that have the client name, separated by commas. */
  hostedZoneIds: 'HOSTED_ZONE_IDS',
  clientName: 'CLIENT_NAME',
  homeSetIdentifier: 'HOME_SET_IDENTIFIER',
  awaySetIdentifier: 'AWAY_SET_IDENTIFIER',
  /** Role to assume for Route 53, if the zone is in another account; unset: the role of the Lambda. */
  roleArn: 'DNS_ROLE_ARN',
} as const;

/** The two tokens of a region, each with a secret: `operation` acts, `break-glass` only lets key shares make one that acts. */
export type TokenUse = 'operation' | 'break-glass';

/** The deployment to which a Lambda belongs, for what it publishes. */
export const DEPLOYMENT_ENV = { environment: 'DEPLOYMENT_ENVIRONMENT', identifier: 'DEPLOYMENT_IDENTIFIER' } as const;

/** The secret with the DR operation token, in the region of the Lambda. */
export const SECRET_ENV = { secretArn: 'OPERATION_TOKEN_SECRET_ARN' } as const;

/** Path of the SSM parameters with the settings of each pair: `<path>/<environment>/<identifier>/settings` and `/ca`. */
export const OPERATOR_PARAMETERS = '/vault-dr';
/** Last part of the SSM parameter with the state machine that fails over all pairs of an environment. */
export const EVACUATION_PARAMETER = 'evacuation';

/** The Lambdas that operate the pair, by the names of their folders under `functions/`. */
export const FUNCTION_NAMES = ['auth', 'dr-operation-token-gen', 'dns-switch', 'dr-operations'] as const;
/** A Lambda that operates the pair, by the name of its folder under `functions/`. */
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** The Lambdas in the region of each cluster, by the names of their folders under `functions/`. */
export const REGION_LAMBDAS = [...FUNCTION_NAMES, 'watch'] as const;
/** A Lambda in the region of a cluster, by the name of its folder under `functions/`. */
export type RegionLambda = (typeof REGION_LAMBDAS)[number];

/** The Lambdas that pairs may have in the region of each cluster, however they replicate. */
export const PAIR_LAMBDAS = [...REGION_LAMBDAS, 'snapshot-puller', 'community-operations', 'community-watch'] as const;
/** A Lambda in the region of a cluster of any pair. */
export type PairLambda = (typeof PAIR_LAMBDAS)[number];

/** Every Lambda, by the name of its folder under `functions/`. */
export const BUNDLE_NAMES = [
  ...PAIR_LAMBDAS,
  'postgres-operations',
  'postgres-watch',
  'events',
  'witness',
  'name-batch',
] as const;
/** A Lambda, by the name of its folder under `functions/`. */
export type BundleName = (typeof BUNDLE_NAMES)[number];
