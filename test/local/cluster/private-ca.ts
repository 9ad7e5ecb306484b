import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Authority } from '../../helpers/certificates';
import { Listener } from '../aws/listener';

export const CA_ARN = 'arn:aws:acm-pca:eu-west-1:111111111111:certificate-authority/1234';

/** As much of AWS Private CA as a node asks. */
export class PrivateCa {
  /** End of the certificates from now on. @default - far away */
  validUntil: Date | undefined;
  /** The requests, each with a key that a node made. */
  readonly requests: string[] = [];
  readonly #issued: string[] = [];
  readonly #listener = new Listener((request, response) => {
    const action = String(request.headers['x-amz-target']).replace(/^ACMPrivateCA\./, '');
    void text(request).then((body) => {
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(this.#answer(action, JSON.parse(body) as Record<string, unknown>)));
    });
  });

  constructor(private readonly authority: Authority) {}

  get url(): string {
    return this.#listener.url;
  }

  open(): Promise<void> {
    return this.#listener.open();
  }

  close(): Promise<void> {
    return this.#listener.close();
  }

  #answer(action: string, input: Readonly<Record<string, unknown>>): object {
    switch (action) {
      case 'DescribeCertificateAuthority':
        return {
          CertificateAuthority: { CertificateAuthorityConfiguration: { SigningAlgorithm: 'SHA256WITHECDSA' } },
        };
      case 'IssueCertificate':
        return { CertificateArn: `${CA_ARN}/certificate/${this.#issue(String(input['Csr']))}` };
      case 'GetCertificate': {
        const index = Number(String(input['CertificateArn']).split('/').at(-1));
        return { Certificate: this.#issued[index], CertificateChain: this.authority.ca };
      }
      default:
        throw new Error(`${action} is not modelled`);
    }
  }

  /** @returns number of the certificate */
  #issue(encoded: string): number {
    const request = Buffer.from(encoded, 'base64').toString();
    this.requests.push(request);
    const openssl = (...args: readonly string[]): string =>
      execFileSync('openssl', ['req', '-noout', ...args], { input: request, encoding: 'utf8' });
    const names = [...openssl('-text').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name = '']) => name);
    const key = createPublicKey(openssl('-pubkey'));
    return this.#issued.push(this.authority.certifyNode(key, names, this.validUntil)) - 1;
  }
}
