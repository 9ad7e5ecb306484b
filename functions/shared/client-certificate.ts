import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Secret } from './secret';

/** The certificate with which a client identifies itself to Vault's listener. */
export interface ClientCertificate {
  /** PEM, with the certificates of intermediate authorities after it. */
  readonly certificate: string;
  /** PEM, without a passphrase. */
  readonly key: Secret;
}

/** Why a certificate and a key cannot be used, without a word of either. */
export function clientCertificateProblem({ certificate, key }: ClientCertificate): string | undefined {
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(certificate);
  } catch {
    return 'the certificate is not in PEM';
  }
  try {
    return parsed.checkPrivateKey(createPrivateKey(key.reveal()))
      ? undefined
      : 'the key is not that of the certificate';
  } catch {
    return 'the key is not in PEM, or has a passphrase';
  }
}

/** How a TLS connection verifies the other side, and identifies itself. */
export interface TlsIdentity {
  /** PEM; `undefined`: the roots of the system. */
  readonly ca: string | undefined;
  /** @default - none */
  readonly clientCertificate?: ClientCertificate;
}

/** The same as options of Node. */
export const tlsOptions = ({ ca, clientCertificate }: TlsIdentity): { ca?: string; cert?: string; key?: string } => ({
  ...(ca !== undefined && { ca }),
  ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key.reveal() }),
});
