"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.isProofDue = void 0;
exports.planProof = planProof;
exports.planFinish = planFinish;
exports.planUndo = planUndo;
exports.planUndoFinish = planUndoFinish;
const contract_1 = require("../../shared/contract");
const steps_1 = require("../steps");
const facts_1 = require("./facts");
const goal_1 = require("./goal");
const linkable_1 = require("./linkable");
const loss_1 = require("./loss");
const rounds_1 = require("./rounds");
/**
 * Whether this system promoted the cluster before it was proven to have every write, and the proof is still missing. The
 * promotion may be of this run or of one that was killed. Only the verification gives the proof, or a link that has
 * streamed since. Where the client name leads proves nothing, because anybody may have moved it.
 */
const isProofDue = (world, name) => world.promotion?.cluster === name && world.promotion.proof === 'due' && (0, facts_1.linkTo)(world, name) !== 'streaming';
exports.isProofDue = isProofDue;
/** The target was promoted and the proof is due: verifies, then finishes, or undoes if the other cluster has more. */
function planProof(goal, world) {
    const { kind, to } = goal;
    const from = (0, contract_1.otherCluster)(to);
    const { catchUp } = world.run;
    // A failover whose clients have moved is decided. A later rejoin tells what the other cluster has.
    if (kind === 'failover' && (0, facts_1.leadsTo)(world, to))
        return planFinish(goal, world);
    if ((catchUp !== 'lacking' && catchUp !== 'not-proven') || (0, facts_1.canAskAgain)(world, from)) {
        return (0, steps_1.act)([(0, rounds_1.verifyStep)(goal)], [...(0, rounds_1.nameSteps)(goal, world), (0, rounds_1.awaitPrimaryStep)(to)], [...(goal.leavesName ? [] : [(0, rounds_1.confirmDnsStep)(to)]), ...(kind === 'switchover' ? (0, linkable_1.linkSteps)(from, world) : [])]);
    }
    // One unclear look decides nothing. A cluster that gives no answer has been waited for already.
    if (world.clusters[from].kind !== 'unreachable' && (0, facts_1.maySettle)(world, from))
        return (0, rounds_1.planSettle)(from);
    const isThere = (0, facts_1.upCluster)(world.clusters[from]) !== undefined && ['secondary', 'primary'].includes((0, facts_1.roleOf)(world, from));
    // A failover continues if the cluster that it demoted is gone. It does not ignore one that is up and has more.
    const goesOn = (0, goal_1.isAccepted)(goal, 'loss') || (world.run.promoted === to && !isThere);
    if (kind === 'failover' && goesOn)
        return planFinish(goal, world);
    if (isThere && hadNoClients(goal, world)) {
        return planPromotionUndo(goal, world, `${to} did not get every write of ${from}`);
    }
    return refuseUnproven(goal, world, isThere);
}
/** @param isThere whether the other cluster is up */
function refuseUnproven({ to }, world, isThere) {
    const from = (0, contract_1.otherCluster)(to);
    const loss = (0, loss_1.describeLoss)((0, loss_1.assessLoss)(world, to));
    const objection = {
        accept: 'loss',
        reason: isThere
            ? `${from} has writes that ${to} does not have (${loss})`
            : `${to} may not have the last writes of ${from}`,
        remedy: `Run failover to ${to} with loss accepted to continue without them.`,
    };
    const more = { objections: [objection], left: ['failover'] };
    if (isThere) {
        return (0, steps_1.refuse)('proof-missing', `${to} is primary and may have had clients, and ${from} has writes that ${to} does not have`, `Undoing the promotion would lose what clients wrote on ${to} since. Decide which cluster to keep: ${objection.remedy}`, more);
    }
    return (0, steps_1.refuse)('proof-missing', `${to} is primary, but ${from} is ${(0, facts_1.describeCluster)(world, from)}: whether ${to} has its last writes is not known`, `Run failover to ${to} with loss accepted to move the clients now (${loss}), ` +
        `or switchover again when ${from} is back.`, more);
}
/**
 * Whether no client can have reached the promoted cluster, so that undoing its promotion loses nothing. The journal says
 * what this system did. If somebody edited the weights, clients may be anywhere.
 */
const hadNoClients = ({ to }, world) => world.promotion?.hadClients !== true &&
    ((0, facts_1.leadsTo)(world, (0, contract_1.otherCluster)(to)) || (world.run.promoted === to && !(0, facts_1.leadsTo)(world, to)));
/** The target is primary, or Vault has accepted its promotion: moves the client name, then links the other cluster. */
function planFinish(goal, world) {
    const { kind, to } = goal;
    const from = (0, contract_1.otherCluster)(to);
    const serving = (0, facts_1.upCluster)(world.clusters[to])?.serving === true;
    const target = world.clusters[to];
    // The cluster says that its promotion did not hold. The name waits until that is certain.
    const isDoubtful = target.kind === 'changing' && target.mode === 'secondary';
    const traffic = [...(isDoubtful ? [] : (0, rounds_1.nameSteps)(goal, world)), ...(serving ? [] : [(0, rounds_1.awaitPrimaryStep)(to)])];
    const unconfirmed = world.run.dnsChange?.active === to && world.run.insync === undefined;
    const linked = world.run.linked ?? (0, facts_1.linkTo)(world, to);
    // A link overwrites the follower. One that may have more is left to rejoin, which says what it discards.
    const canLink = ['secondary', 'changing'].includes((0, facts_1.roleOf)(world, from)) &&
        (0, facts_1.mayBeOneSet)(world) &&
        (0, linkable_1.refuseLink)(from, world) === undefined &&
        (0, loss_1.assessDiscard)(world, to).kind === 'none';
    const afterwards = [
        ...(unconfirmed || traffic.some((step) => step.kind === 'switch-dns') ? [(0, rounds_1.confirmDnsStep)(to)] : []),
        ...(kind === 'switchover' && !linked && canLink ? [(0, rounds_1.linkStep)(from)] : []),
    ];
    if (traffic.length + afterwards.length > 0)
        return (0, steps_1.act)(traffic, afterwards);
    const isNameDue = goal.leavesName === true && (0, rounds_1.switchDnsSteps)(to, world).length > 0;
    const left = [
        ...(isNameDue ? ['switch-dns'] : []),
        ...(world.run.insync === 'not-confirmed' ? ['confirm-dns'] : []),
        ...(0, linkable_1.leftOfLink)(linked),
        ...(!linked && (0, facts_1.isTooOld)(world, from) ? ['upgrade'] : []),
        ...(linked ? [] : ['rejoin']),
    ];
    if (isNameDue)
        return (0, steps_1.done)(`${to} is primary, and the client name has to be moved to it`, left);
    const leader = world.run.nameRefused === undefined ? 'the client name leads' : 'the health checks lead the clients';
    return (0, steps_1.done)(`${to} is primary and ${leader} to it`, left);
}
/**
 * The takeover cannot be finished, or not without loss: promotes the old primary again. It has every write, because no
 * cluster has served clients since it was demoted.
 */
function planUndo(goal, world, why) {
    const { to } = goal;
    const { run } = world;
    const from = (0, contract_1.otherCluster)(to);
    if (run.promoteFailed?.cluster === from) {
        return (0, steps_1.refuse)('promotion-failed', `Neither cluster is primary: ${to} could not take over, and ${from} was not promoted again: ${run.promoteFailed.detail}`, `Look at both clusters, then run failover to ${from}, which has every write.`, { left: ['failover'] });
    }
    return (0, steps_1.act)(...promoteAgain(from, why), linkBack(goal, world));
}
/** Vault may require `force` for a demoted cluster without a primary. It cannot lack a write. */
const promoteAgain = (from, why) => [
    [(0, rounds_1.promoteStep)(from, undoWhy(from, why), true)],
    [(0, rounds_1.awaitPrimaryStep)(from)],
];
const undoWhy = (from, why) => ['undo', `back to ${from}: ${why}`];
/** After a failover is undone, do not link back: the target may hold writes that the other cluster lacks. */
const linkBack = ({ kind, to }, world) => kind === 'switchover' && !(0, facts_1.isTooOld)(world, to) ? [(0, rounds_1.linkStep)(to)] : [];
/** The same if the target was promoted before the proof: it is demoted first. */
function planPromotionUndo(goal, world, why) {
    const { to } = goal;
    const from = (0, contract_1.otherCluster)(to);
    if (world.run.demoteFailed !== undefined) {
        return (0, steps_1.refuse)('demotion-failed', `${to} does not have every write of ${from}, and could not be demoted again: ${world.run.demoteFailed}`, `The client name has not moved. Demote ${to} by hand, then run the same operation again.`);
    }
    return (0, steps_1.act)(
    // A cluster that restarts shows its old role for a while, so it is demoted only once it serves as primary.
    (0, facts_1.upCluster)(world.clusters[to])?.serving ? [] : [(0, rounds_1.awaitPrimaryStep)(to)], [(0, rounds_1.demoteStep)(to, ['undo', why])], ...((0, facts_1.roleOf)(world, from) === 'primary' ? [] : promoteAgain(from, why)), linkBack(goal, world));
}
/** The old primary is primary again: moves the client name back if it had moved, and links the target. */
function planUndoFinish(goal, world) {
    const { kind, to } = goal;
    const from = (0, contract_1.otherCluster)(to);
    // The name has moved only if a promotion was accepted and did not hold.
    const hasMoved = (0, facts_1.leadsTo)(world, to) || (0, facts_1.isLedAway)(world, from);
    const traffic = hasMoved && world.run.dnsChange ? (0, rounds_1.switchDnsSteps)(from, world) : [];
    if ((0, facts_1.upCluster)(world.clusters[from])?.serving !== true)
        return (0, steps_1.act)([...traffic, (0, rounds_1.awaitPrimaryStep)(from)]);
    if (traffic.length > 0)
        return (0, steps_1.act)(traffic, [(0, rounds_1.confirmDnsStep)(from)]);
    const linked = world.run.linked ?? (0, facts_1.linkTo)(world, from);
    // If this run began with a working link, the target has no writes of its own. Otherwise rejoin says what it discards.
    const isHarmless = world.run.demoted !== undefined || (0, loss_1.assessDiscard)(world, from).kind === 'none';
    // Without its promotion the old primary has no secondary, so there is no link that could be cut.
    const isLinkable = !(0, facts_1.isTooOld)(world, to) && (world.run.demoted !== undefined || !(0, linkable_1.isLinkUnseen)(world, to));
    const canLink = ['secondary', 'changing'].includes((0, facts_1.roleOf)(world, to)) && isHarmless && isLinkable;
    if (kind === 'switchover' && canLink && !linked)
        return (0, steps_1.act)([(0, rounds_1.linkStep)(to)]);
    const { promoteFailed, catchUp } = world.run;
    const missing = catchUp === 'lacking' || catchUp === 'not-proven';
    const why = promoteFailed?.detail ?? `${to} ${missing ? 'did not catch up' : 'was lost'}`;
    return (0, steps_1.refuse)('undone', `The ${kind} was undone, ${from} is primary again: ${why}`, `Look at the replication of ${to}, then try again.`, linked ? {} : { left: (0, facts_1.isTooOld)(world, to) ? ['upgrade', 'rejoin'] : ['rejoin'] });
}
//# sourceMappingURL=after-promotion.js.map