import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock, Deadline } from '../shared/clock';
import type { ClusterName } from '../shared/contract';
import { readOperationToken } from '../shared/operation-token';
import type { Secret } from '../shared/secret';
import type { TokenTimes } from '../shared/token-times';

/** The tokens with which an operation calls the clusters. */
export interface Credentials {
  /** `X-Vault-Token` for a call under `…/dr/primary/` or `…/dr/secondary/`; `undefined` sends none. */
  header(side: 'primary' | 'secondary'): Secret | undefined;
  /**
   * `dr_operation_token` for a call to this secondary. It is requested when it is used, because it may have to be made
   * first: a cluster that was just demoted could not have made one earlier.
   *
   * @throws VaultDrError if it cannot be made
   */
  operationToken(cluster: ClusterName): Promise<Secret | undefined>;
}

/** Credentials, and when they expire. */
export interface CredentialsInTime extends TokenTimes {
  readonly credentials: Credentials;
}

/** Reads the credentials of one operation. @throws OperationTokenError if there are none */
export type ReadCredentials = (deadline: Deadline) => Promise<CredentialsInTime>;

/** One batch token for all calls. It is valid on both clusters in every role, and sent in the header and in the body. */
export const batchToken = (token: Secret | undefined): Credentials => ({
  header: () => token,
  operationToken: () => Promise.resolve(token),
});

/** For an operation that changes no cluster. */
export const noCredentials: ReadCredentials = () =>
  Promise.resolve({ credentials: batchToken(undefined), expiresAt: Number.POSITIVE_INFINITY });

/** The batch token in the secret of a region. */
export const secretCredentials =
  (client: SecretsManagerClient, secretArn: string, clock: Clock): ReadCredentials =>
  async (deadline) => {
    const { token, ...times } = await readOperationToken(client, secretArn, clock.now(), deadline);
    return { credentials: batchToken(token), ...times };
  };
