"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.licenseFault = licenseFault;
/** A new license takes some days to order and to roll out. */
const SOON_MS = 14 * 24 * 3600 * 1000;
const remedy = 'Put the new license on every node, and reload it (sys/config/reload/license).';
/** What is wrong with the license of a cluster. Pure. */
function licenseFault(cluster, license, now) {
    if (license === undefined)
        return undefined;
    if (license.isTerminated) {
        const reason = `The license of ${cluster} has ended: a node that restarts does not come back`;
        return { kind: 'license-ended', reason, remedy };
    }
    const { expiresAt } = license;
    const leftMs = expiresAt === undefined ? NaN : Date.parse(expiresAt) - now;
    if (!(leftMs <= SOON_MS))
        return undefined;
    const when = leftMs > 0 ? 'expires' : 'expired';
    return { kind: 'license-expires', reason: `The license of ${cluster} ${when} at ${expiresAt}`, remedy };
}
//# sourceMappingURL=license.js.map