"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.linkStep = exports.confirmDnsStep = exports.awaitPrimaryStep = exports.nameSteps = exports.switchDnsSteps = exports.verifyStep = exports.promoteStep = exports.demoteStep = exports.planPromotion = exports.planCatchUp = exports.planSettle = void 0;
exports.planListen = planListen;
exports.planDemotion = planDemotion;
const contract_1 = require("../../shared/contract");
const steps_1 = require("../steps");
const facts_1 = require("./facts");
const goal_1 = require("./goal");
const planSettle = (cluster) => (0, steps_1.act)([{ kind: 'settle', cluster, cause: 'role-unclear', reason: `${cluster} does not say which role it has` }]);
exports.planSettle = planSettle;
function planListen(goal, world) {
    const { to } = goal;
    const other = (0, contract_1.otherCluster)(to);
    const reason = `${to} heard ${other} a moment ago and may hear it again`;
    return (0, steps_1.act)([{ kind: 'listen', cluster: to, cause: 'heard-recently', reason }], ...promotionRounds(goal, world, ['no-longer-heard', `${to} no longer hears ${other}`]));
}
/** Demotes the other cluster, then promotes the target. */
function planDemotion(goal, world, why) {
    const isBrief = goal.kind === 'failover' && (0, goal_1.isAccepted)(goal, 'unfenced-primary');
    return (0, steps_1.act)([(0, exports.demoteStep)((0, contract_1.otherCluster)(goal.to), why, isBrief)], [catchUpStep(goal)], ...promotionRounds(goal, world, why));
}
const planCatchUp = (goal, world, why) => (0, steps_1.act)([catchUpStep(goal)], ...promotionRounds(goal, world, why));
exports.planCatchUp = planCatchUp;
const planPromotion = (goal, world, why) => (0, steps_1.act)(...promotionRounds(goal, world, why));
exports.planPromotion = planPromotion;
const demoteStep = (cluster, [cause, reason], isBrief = false) => ({
    kind: 'demote',
    cluster,
    cause,
    reason,
    ...(isBrief && { brief: true }),
});
exports.demoteStep = demoteStep;
const catchUpStep = ({ kind, to }) => ({
    kind: 'catch-up',
    cluster: to,
    patient: kind === 'switchover',
    cause: 'keep-every-write',
    reason: 'no acknowledged write may be lost',
});
const promoteStep = (cluster, [cause, reason], force) => ({
    kind: 'promote',
    cluster,
    force,
    cause,
    reason,
});
exports.promoteStep = promoteStep;
const verifyStep = ({ kind, to }) => ({
    kind: 'verify',
    cluster: to,
    patient: kind === 'switchover',
    cause: 'proof-due',
    reason: `${to} was promoted before it was proven to have every write of ${(0, contract_1.otherCluster)(to)}`,
});
exports.verifyStep = verifyStep;
/** The change of the client name; none if it leads there already, or this run has changed it. */
const switchDnsSteps = (to, world) => ((0, facts_1.leadsTo)(world, to) && !(0, facts_1.isLedAway)(world, to)) || world.run.dnsChange?.active === to
    ? []
    : [{ kind: 'switch-dns', cluster: to, cause: 'is-primary', reason: `${to} is primary` }];
exports.switchDnsSteps = switchDnsSteps;
/** The same for a takeover, which may leave the name to others. */
const nameSteps = ({ to, leavesName }, world) => leavesName ? [] : (0, exports.switchDnsSteps)(to, world);
exports.nameSteps = nameSteps;
const awaitPrimaryStep = (to) => ({
    kind: 'await-primary',
    cluster: to,
    cause: 'restarts',
    reason: `${to} restarts as primary`,
});
exports.awaitPrimaryStep = awaitPrimaryStep;
const confirmDnsStep = (to) => ({
    kind: 'confirm-dns',
    cluster: to,
    cause: 'any-name-server',
    reason: 'a client may use any name server',
});
exports.confirmDnsStep = confirmDnsStep;
const linkStep = (follower) => ({
    kind: 'link',
    cluster: follower,
    cause: 'follow',
    reason: `${follower} has to follow ${(0, contract_1.otherCluster)(follower)}`,
});
exports.linkStep = linkStep;
/** The promotion and what comes after it, as far as it is known now. A target that was proven before needs no `verify`. */
function promotionRounds(goal, world, why) {
    const { kind, to } = goal;
    const { catchUp, demoteFailed } = world.run;
    const from = world.clusters[(0, contract_1.otherCluster)(to)];
    // Before the catch-up it is only known whether there will be something to compare with.
    const willTell = from.kind === 'up' && from.mode !== 'disabled' && demoteFailed === undefined;
    const isForeseen = catchUp === undefined && (kind === 'switchover' || willTell);
    return [
        [(0, exports.promoteStep)(to, why, (0, goal_1.isAccepted)(goal, 'vault-force'))],
        catchUp === 'likely' || isForeseen ? [(0, exports.verifyStep)(goal)] : [],
        [...(0, exports.nameSteps)(goal, world), (0, exports.awaitPrimaryStep)(to)],
        [
            ...((0, exports.nameSteps)(goal, world).length === 0 ? [] : [(0, exports.confirmDnsStep)(to)]),
            ...(kind === 'switchover' && !(0, facts_1.isTooOld)(world, (0, contract_1.otherCluster)(to)) ? [(0, exports.linkStep)((0, contract_1.otherCluster)(to))] : []),
        ],
    ];
}
//# sourceMappingURL=rounds.js.map