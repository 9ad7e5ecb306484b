/** The license of a cluster, as `sys/health` reports it. */
export interface License {
    /** ISO 8601. @default - not reported */
    readonly expiresAt?: string | undefined;
    /**
     * The license has ended. Vault goes on, but no node of it starts or unseals again.
     *
     * @see https://developer.hashicorp.com/vault/docs/enterprise/license
     */
    readonly isTerminated: boolean;
}
/** Something that is wrong with a license. */
export interface LicenseFault {
    readonly kind: 'license-ended' | 'license-expires';
    /** `kind` as a sentence, without a full stop. */
    readonly reason: string;
    readonly remedy: string;
}
/** What is wrong with the license of a cluster. Pure. */
export declare function licenseFault(cluster: string, license: License | undefined, now: number): LicenseFault | undefined;
