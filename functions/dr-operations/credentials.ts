import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock, Deadline } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { readOperationToken } from '../shared/operation-token';
import type { Secret } from '../shared/secret';

/** What an operation shows to the clusters to be let in. */
export interface Credentials {
  /** `X-Vault-Token` for a call under `…/dr/primary/` or `…/dr/secondary/`; `undefined` sends none. */
  header(side: 'primary' | 'secondary'): Secret | undefined;
  /**
   * `dr_operation_token` for what this secondary is asked. It may have to be made first, so it is asked for at the
   * moment of its use: a cluster that was just demoted could not have made one earlier.
   *
   * @throws VaultDrError when it cannot be made
   */
  operationToken(cluster: ClusterName): Promise<Secret | undefined>;
}

/** Credentials, and when they end. */
export interface CredentialsInTime {
  readonly credentials: Credentials;
  /** Milliseconds since the epoch; `Infinity` for what has no end. */
  readonly expiresAt: number;
}

/** Reads the credentials of one operation. @throws OperationTokenError when there are none */
export type ReadCredentials = (deadline: Deadline) => Promise<CredentialsInTime>;

/** One batch token for everything: valid on both clusters, whatever their roles, and sent in header and body alike. */
export const batchToken = (token: Secret | undefined): Credentials => ({
  header: () => token,
  operationToken: () => Promise.resolve(token),
});

/** For an operation that asks no cluster for anything. */
export const noCredentials: ReadCredentials = () =>
  Promise.resolve({ credentials: batchToken(undefined), expiresAt: Number.POSITIVE_INFINITY });

/** The batch token in a region's secret. */
export const secretCredentials =
  (client: SecretsManagerClient, secretArn: string, clock: Clock): ReadCredentials =>
  async (deadline) => {
    const { token, expiresAt } = await readOperationToken(client, secretArn, clock.now(), deadline);
    return { credentials: batchToken(token), expiresAt };
  };
