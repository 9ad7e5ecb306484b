"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.linkSteps = void 0;
exports.isLinkUnseen = isLinkUnseen;
exports.doneWithLink = doneWithLink;
exports.leftOfLink = leftOfLink;
exports.refuseLink = refuseLink;
exports.refuseUnseen = refuseUnseen;
const contract_1 = require("../../shared/contract");
const steps_1 = require("../steps");
const facts_1 = require("./facts");
const rounds_1 = require("./rounds");
/** Whether both clusters are up, and one of them does not report its replication, so that no link can be seen. */
function isLinkUnseen({ clusters, run }, follower) {
    // This run has made the follower a secondary, so it has no link.
    if (run.demoted === follower)
        return false;
    return [clusters.home, clusters.away].some((each) => (0, facts_1.upCluster)(each)?.isStatusUnseen === true);
}
/** The step that links `follower`, if it may be linked. */
const linkSteps = (follower, world) => (0, facts_1.isTooOld)(world, follower) || isLinkUnseen(world, follower) ? [] : [(0, rounds_1.linkStep)(follower)];
exports.linkSteps = linkSteps;
/** The end of an operation that only links. */
function doneWithLink(follower, linked) {
    const primary = (0, contract_1.otherCluster)(follower);
    const reason = linked === 'unseen'
        ? `${primary} and ${follower} have accepted the link, and whether it works cannot be seen`
        : `${follower} follows ${primary}`;
    return (0, steps_1.done)(reason, leftOfLink(linked));
}
/** What is left to do after a link. */
function leftOfLink(linked) {
    if (linked === 'syncing')
        return ['await-stream-wals'];
    return linked === 'unseen' ? ['check-link'] : [];
}
/** Why `follower` must not be linked to the other cluster now. */
function refuseLink(follower, world) {
    const primary = (0, contract_1.otherCluster)(follower);
    if ((0, facts_1.isTooOld)(world, follower)) {
        const [own, other] = [follower, primary].map((name) => (0, facts_1.upCluster)(world.clusters[name])?.version);
        return (0, steps_1.refuse)('follower-older', `${follower} runs Vault ${own}, and ${primary} runs ${other}: a secondary must not be older than its primary`, `Upgrade ${follower}, then run rejoin.`, { left: ['upgrade', 'rejoin'] });
    }
    return isLinkUnseen(world, follower) ? refuseUnseen(follower, world) : undefined;
}
/** A link that cannot be seen may be a good one, and linking anew would cut it. */
function refuseUnseen(follower, { clusters }) {
    const primary = (0, contract_1.otherCluster)(follower);
    const silent = (0, facts_1.upCluster)(clusters[primary])?.isStatusUnseen ? primary : follower;
    return (0, steps_1.refuse)('link-unseen', `Whether ${follower} follows ${primary} cannot be seen: ${silent} does not answer sys/replication/dr/status`, 'Try again. If its listener has disable_replication_status_endpoints, allow them on the listener that is used here.');
}
//# sourceMappingURL=linkable.js.map