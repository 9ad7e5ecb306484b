"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.assessLoss = assessLoss;
exports.lossBegins = lossBegins;
exports.assessDiscard = assessDiscard;
exports.describeLoss = describeLoss;
const contract_1 = require("../../shared/contract");
const facts_1 = require("./facts");
/** How much a promotion of `to` may lose, as far as it is known now. Pure. */
function assessLoss(world, to) {
    const source = (0, facts_1.upCluster)(world.clusters[(0, contract_1.otherCluster)(to)]);
    const target = (0, facts_1.upCluster)(world.clusters[to]);
    if (target?.mode === 'primary')
        return assessDiscard(world, to);
    if (target && (0, facts_1.compare)(source, target, undefined) === 'proven')
        return { kind: 'none' };
    const from = source?.lastWal;
    const received = target?.lastRemoteWal;
    if (from !== undefined && received) {
        // A primary takes writes until its demotion, and they arrive only over a link.
        const isUpperBound = source?.mode !== 'primary';
        return { kind: 'counted', wals: Math.max(0, from - received), isUpperBound };
    }
    const since = lossBegins(target);
    if (since === undefined)
        return { kind: 'unknown' };
    const seconds = Math.max(0, Math.ceil(((target?.serverTimeMs ?? world.now) - since) / 1000));
    const isUpperBound = target?.canaryAgeMs !== undefined;
    return { kind: 'since', since: new Date(since).toISOString(), seconds, isUpperBound };
}
/** The time from which a secondary may lack writes, milliseconds since the epoch by its own clock. */
function lossBegins(target) {
    const since = Date.parse(target?.lastHeartbeat ?? '') - (target?.canaryAgeMs ?? 0);
    return Number.isNaN(since) ? undefined : since;
}
/** What the other cluster has and `primary` has not. A link would overwrite it. Pure. */
function assessDiscard(world, primary) {
    if ((0, facts_1.linkTo)(world, primary) !== undefined)
        return { kind: 'none' };
    return assessPromoted(world, primary, (0, facts_1.upCluster)(world.clusters[(0, contract_1.otherCluster)(primary)]));
}
/** Compares what the other cluster reports with what this one had when it was promoted. */
function assessPromoted({ promotion, clusters }, name, other) {
    const now = (0, facts_1.upCluster)(clusters[name]);
    if (other?.merkleRoot !== undefined && other.merkleRoot === now?.merkleRoot)
        return { kind: 'none' };
    if (promotion?.cluster !== name)
        return { kind: 'unknown' };
    if (promotion.proof === 'came' && other?.mode !== 'primary')
        return { kind: 'none' };
    if (other === undefined)
        return sincePromotion(promotion.since, Date.parse(promotion.at));
    const { lastRemoteWal, merkleRoot } = promotion;
    if (other.merkleRoot !== undefined && other.merkleRoot === merkleRoot)
        return { kind: 'none' };
    if (other.lastWal === undefined || !lastRemoteWal || other.lastWal < lastRemoteWal)
        return { kind: 'unknown' };
    const wals = other.lastWal - lastRemoteWal;
    const haveRoots = other.merkleRoot !== undefined && merkleRoot !== undefined;
    // Equal numbers and different roots: something differs, and no number says how much.
    if (wals === 0)
        return haveRoots ? { kind: 'unknown' } : { kind: 'none' };
    const since = promotion.since === undefined ? {} : { since: promotion.since };
    return { kind: 'counted', wals, ...since, isUpperBound: other.mode !== 'primary' };
}
function sincePromotion(since, promotedAt) {
    if (since === undefined)
        return { kind: 'unknown' };
    const seconds = Math.max(0, Math.ceil((promotedAt - Date.parse(since)) / 1000));
    return { kind: 'since', since, seconds, isUpperBound: false };
}
/** A loss in words, for a reason. */
function describeLoss(loss) {
    switch (loss.kind) {
        case 'none':
            return 'nothing';
        case 'counted':
            return ((loss.isUpperBound ? `at most ${loss.wals} WALs` : `${loss.wals} WALs or more`) +
                (loss.since ? ` since ${loss.since}` : ''));
        case 'since':
            return `what was written since ${loss.since}, ${loss.seconds} s ago${loss.isUpperBound ? '' : ', or a little before'}`;
        case 'unknown':
            return 'how much is not known';
    }
}
//# sourceMappingURL=loss.js.map