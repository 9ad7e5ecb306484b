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

/** A new license takes some days to order and to roll out. */
const SOON_MS = 14 * 24 * 3600 * 1000;

const remedy = 'Put the new license on every node, and reload it (sys/config/reload/license).';

/** What is wrong with the license of a cluster. Pure. */
export function licenseFault(cluster: string, license: License | undefined, now: number): LicenseFault | undefined {
  if (license === undefined) return undefined;
  if (license.isTerminated) {
    const reason = `The license of ${cluster} has ended: a node that restarts does not come back`;
    return { kind: 'license-ended', reason, remedy };
  }
  const { expiresAt } = license;
  const leftMs = expiresAt === undefined ? NaN : Date.parse(expiresAt) - now;
  if (!(leftMs <= SOON_MS)) return undefined;
  const when = leftMs > 0 ? 'expires' : 'expired';
  return { kind: 'license-expires', reason: `The license of ${cluster} ${when} at ${expiresAt}`, remedy };
}
