"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.assumeRole = assumeRole;
const client_sts_1 = require("@aws-sdk/client-sts");
const errors_1 = require("./errors");
/** AWS allows no more when a role assumes another role, seconds. */
const DURATION_SECONDS = 3600;
/** Renewed this long before their end, milliseconds: longer than the longest operation, so that none has to wait for it. */
const RENEW_MS = 20 * 60_000;
/** Pause after a renewal that failed, milliseconds. */
const PAUSE_MS = 60_000;
/** Credentials that end sooner are not used, milliseconds. */
const LEAST_MS = 60_000;
/** The SDK asks for credentials again when they end within this time, milliseconds. */
const SDK_MARGIN_MS = 5 * 60_000;
/**
 * Credentials of a role, assumed when they are used first. While they are valid, a renewal that fails is no error, because
 * STS may be lost together with a region.
 *
 * @throws AwsError if the role cannot be assumed
 */
function assumeRole(sts, roleArn) {
    let held;
    let renewAt = 0;
    return async () => {
        if (held === undefined || Date.now() >= renewAt) {
            try {
                held = await fetchCredentials(sts, roleArn);
                renewAt = held.endsAt - RENEW_MS;
            }
            catch (error) {
                if (held === undefined || held.endsAt - Date.now() < LEAST_MS)
                    throw error;
                renewAt = Date.now() + PAUSE_MS;
            }
        }
        return { ...held.identity, expiration: new Date(renewAt + SDK_MARGIN_MS) };
    };
}
async function fetchCredentials(sts, roleArn) {
    try {
        const { Credentials } = await sts.send(new client_sts_1.AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'vault-dr', DurationSeconds: DURATION_SECONDS }));
        const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
        return {
            identity: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
            endsAt: Expiration?.getTime() ?? 0,
        };
    }
    catch (cause) {
        throw new errors_1.AwsError('STS', `AssumeRole of ${roleArn}`, cause, 'The role has to exist and to trust the caller, the caller needs sts:AssumeRole on it, and STS has to be reachable. See docs/zone-in-another-account.md.');
    }
}
//# sourceMappingURL=assumed-role.js.map