import { randomUUID } from 'node:crypto';
import { CreateSecretCommand, SecretsManagerClient, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { ServerCertificate } from '../../helpers/certificates';
import { ROOT_CREDENTIALS } from '../aws/ministack';

/** Secrets of a cluster in the emulator. */
export class ClusterSecrets {
  readonly #client: SecretsManagerClient;

  constructor(endpoint: string, region = 'eu-west-1') {
    this.#client = new SecretsManagerClient({ endpoint, region, credentials: ROOT_CREDENTIALS });
  }

  /** @returns the ARN */
  async create(value: string): Promise<string> {
    const { ARN = '' } = await this.#client.send(
      new CreateSecretCommand({ Name: `node-${randomUUID()}`, SecretString: value }),
    );
    return ARN;
  }

  async replace(arn: string, value: string): Promise<void> {
    await this.#client.send(new UpdateSecretCommand({ SecretId: arn, SecretString: value }));
  }
}

/** A certificate as the nodes expect it in a secret. */
export const tlsSecret = ({ cert, key }: ServerCertificate, ca: string): string =>
  JSON.stringify({ certificate: cert, private_key: key, ca_chain: ca });
