"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.tokenFaults = exports.SHORT_TOKEN_MS = void 0;
exports.shortLife = shortLife;
exports.missedRotation = missedRotation;
const MINUTE_MS = 60_000;
/** A token of 1 h, the shortest, that is made anew every half hour still has half an hour when the next one is made. */
exports.SHORT_TOKEN_MS = 15 * MINUTE_MS;
/** What is wrong with the times of a usable token. Pure. */
const tokenFaults = (token, now) => [
    ...shortLife(token),
    ...stoppedRotation(token, now),
    ...nearEnd(token, now),
];
exports.tokenFaults = tokenFaults;
const WORDS = {
    operation: { name: 'DR operation token', instead: 'lower operationTokenTtlSeconds' },
    'break-glass': { name: 'break-glass token', instead: 'set breakGlassToken to false' },
};
/**
 * Vault may grant less than was asked for, and says so only in its answer. While no primary is up, no new token can be
 * made, so the life of the token is the time in which the region can still act.
 */
function shortLife({ issuedAt, expiresAt, requestedTtlSeconds, rotationMinutes }, use = 'operation') {
    if (issuedAt === undefined)
        return [];
    const lifeMs = expiresAt - issuedAt;
    const life = `${Math.floor(lifeMs / MINUTE_MS)} min`;
    const { name, instead } = WORDS[use];
    const remedy = `Raise max_lease_ttl in Vault (of the auth mount token/, and of the system), or ${instead}.`;
    const fault = (text) => [{ kind: 'token-short-lived', text: `${text} ${remedy}` }];
    if (rotationMinutes !== undefined && lifeMs < 2 * rotationMinutes * MINUTE_MS) {
        return fault(`The ${name} lasts ${life}, and a new one is made every ${rotationMinutes} min: after one failed run the region has none.`);
    }
    if (requestedTtlSeconds === undefined || lifeMs >= requestedTtlSeconds * 1000)
        return [];
    return fault(`Vault gave the ${name} ${life}, and was asked for ${requestedTtlSeconds / 60} min.`);
}
/**
 * When a new token was due that was not made; `undefined` if none was. A run that is late by half an interval is no longer a
 * run that is only retried. Pure.
 */
function missedRotation({ issuedAt, rotationMinutes }, now) {
    if (issuedAt === undefined || rotationMinutes === undefined)
        return undefined;
    const intervalMs = rotationMinutes * MINUTE_MS;
    return now > issuedAt + 1.5 * intervalMs ? issuedAt + intervalMs : undefined;
}
function stoppedRotation(token, now) {
    const dueAt = missedRotation(token, now);
    if (dueAt === undefined)
        return [];
    const text = `A new DR operation token was due at ${new Date(dueAt).toISOString()} and was not made. ` +
        'Look at the log of dr-operation-token-gen and at its schedule, then run vault-dr token rotate.';
    return [{ kind: 'rotation-stopped', text }];
}
function nearEnd({ expiresAt }, now) {
    if (expiresAt - now > exports.SHORT_TOKEN_MS)
        return [];
    const text = `The DR operation token ends at ${new Date(expiresAt).toISOString()}. Run vault-dr token rotate while a primary is up. ` +
        'Without a primary, use the other region or vault-dr break-glass.';
    return [{ kind: 'token-ends-soon', text }];
}
//# sourceMappingURL=token-times.js.map