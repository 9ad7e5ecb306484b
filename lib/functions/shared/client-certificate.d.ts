import type { Secret } from './secret';
/** The certificate with which a client identifies itself to Vault's listener. */
export interface ClientCertificate {
    /** PEM, with the certificates of intermediate authorities after it. */
    readonly certificate: string;
    /** PEM, without a passphrase. */
    readonly key: Secret;
}
/** Why a certificate and a key cannot be used, without a word of either. */
export declare function clientCertificateProblem({ certificate, key }: ClientCertificate): string | undefined;
/** How a TLS connection verifies the other side, and identifies itself. */
export interface TlsIdentity {
    /** PEM; `undefined`: the roots of the system. */
    readonly ca: string | undefined;
    /** @default - none */
    readonly clientCertificate?: ClientCertificate;
}
/** The same as options of Node. */
export declare const tlsOptions: ({ ca, clientCertificate }: TlsIdentity) => {
    ca?: string;
    cert?: string;
    key?: string;
};
