"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.warningsOf = exports.tableProblems = exports.problemsOf = exports.binaryProblems = void 0;
exports.automaticProblems = automaticProblems;
const community_1 = require("../shared/community");
const contract_1 = require("../shared/contract");
const license_1 = require("../shared/license");
const token_times_1 = require("../shared/token-times");
const contract_2 = require("./contract");
const after_promotion_1 = require("./plan/after-promotion");
const facts_1 = require("./plan/facts");
const linkable_1 = require("./plan/linkable");
/** What is wrong with the binary or the license of a cluster. Pure. */
const binaryProblems = ({ clusters, now }) => contract_1.CLUSTER_NAMES.flatMap((cluster) => {
    const up = (0, facts_1.upCluster)(clusters[cluster]);
    const found = [
        (0, license_1.licenseFault)(cluster, up?.license, now),
        up?.isCommunity ? { kind: 'not-enterprise', ...(0, community_1.noReplication)(cluster) } : undefined,
    ];
    return found.flatMap((each) => each ? [{ kind: each.kind, cluster, text: `${each.reason}. ${each.remedy}` }] : []);
});
exports.binaryProblems = binaryProblems;
/** Everything that differs from a healthy pair, warnings included. Pure. */
const problemsOf = (world) => [
    ...roleProblems(world),
    ...recordProblems(world),
    ...tokenProblems(world),
    ...historyProblems(world),
    ...(0, exports.binaryProblems)(world),
    ...(0, exports.warningsOf)(world),
];
exports.problemsOf = problemsOf;
/** The lease tables that give no answer. A planned operation needs two tables. Pure. */
const tableProblems = (tables) => contract_2.TABLE_NAMES.flatMap((name) => {
    const look = tables[name];
    if (look?.kind !== 'silent')
        return [];
    const effect = tables.witness?.kind === 'answers'
        ? 'If another table is lost too, no planned operation can begin'
        : 'No planned operation can begin from here, and a failover has a lease of one region only';
    const text = `The lease table of ${name} cannot be reached (${look.detail}). ${effect}.`;
    return [{ kind: 'table-unreachable', ...(name !== 'witness' && { cluster: name }), text }];
});
exports.tableProblems = tableProblems;
/** What hinders a failover from beginning by itself until somebody does something. Pure. */
function automaticProblems(state) {
    if (state === undefined)
        return [];
    if (state.kind === 'unknown') {
        const text = 'Nothing begins by itself: fewer than two lease tables answer, so that a pause could be missed.';
        return [{ kind: 'automatic-unknown', text }];
    }
    const { pause, failover } = state;
    const problems = [];
    if (pause) {
        const why = pause.reason === undefined ? '' : ` (${pause.reason})`;
        const text = `${pause.actor} has paused at ${pause.at} what begins by itself${why}: run resume when that is over.`;
        problems.push({ kind: 'automatic-paused', text });
    }
    if (failover && !failover.acknowledged) {
        const text = `A failover has begun by itself at ${failover.at} (${failover.reason}): look at it, then run acknowledge.`;
        problems.push({ kind: 'automatic-unacknowledged', text });
    }
    return problems;
}
/** What is worth knowing and stops nothing. Pure. */
const warningsOf = (world) => [...ledByHealth(world), ...versionsDiffer(world)];
exports.warningsOf = warningsOf;
function ledByHealth(world) {
    const { promotion, records } = world;
    const cluster = promotion?.ledByHealth;
    if (cluster === undefined || records.kind === 'invalid' || (0, facts_1.leadsTo)(world, cluster))
        return [];
    const text = `Route 53 refused to change the weights of the client name, and the health checks lead the clients to ${cluster}. ` +
        'Run the operation again, or invoke dns-switch, when Route 53 takes changes.';
    return [{ kind: 'led-by-health', cluster, text }];
}
function versionsDiffer({ clusters }) {
    const [home, away] = [(0, facts_1.upCluster)(clusters.home)?.version, (0, facts_1.upCluster)(clusters.away)?.version];
    if (home === undefined || away === undefined || home === away)
        return [];
    const text = `home runs Vault ${home}, away ${away}: ` +
        'an older secondary cannot follow a newer primary. Upgrade it before it is linked again.';
    return [{ kind: 'versions-differ', text }];
}
const tokenProblems = ({ token, now }) => token.kind === 'unusable' ? [{ kind: 'token-unusable', text: token.detail }] : (0, token_times_1.tokenFaults)(token, now);
function roleProblems(world) {
    const [primary, second] = (0, facts_1.primariesOf)(world);
    if (primary === undefined)
        return [{ kind: 'no-primary', text: 'No cluster is known to be primary.' }];
    if (second !== undefined)
        return [{ kind: 'two-primaries', text: 'Both clusters are primary: run rejoin.' }];
    const cluster = (0, contract_1.otherCluster)(primary);
    switch ((0, facts_1.linkTo)(world, primary)) {
        case undefined:
            return [{ ...withoutLink(world, cluster), cluster }];
        case 'syncing':
            return [{ kind: 'copying', cluster, text: `${cluster} is still copying from ${primary}.` }];
        case 'streaming':
            return [];
    }
}
function withoutLink(world, follower) {
    const refusal = (0, facts_1.roleOf)(world, follower) === 'secondary' ? (0, linkable_1.refuseLink)(follower, world) : undefined;
    if (refusal?.refusal === 'follower-older' || refusal?.refusal === 'link-unseen') {
        return { kind: refusal.refusal, text: `${refusal.reason}. ${refusal.remedy}` };
    }
    const text = `${follower} does not follow ${(0, contract_1.otherCluster)(follower)}: run rejoin when it is up.`;
    return { kind: 'not-following', text };
}
function recordProblems(world) {
    const { records } = world;
    if (records.kind !== 'known') {
        return [{ kind: records.kind === 'invalid' ? 'records-invalid' : 'records-unavailable', text: records.detail }];
    }
    const { weights } = records;
    const [primary, second] = (0, facts_1.primariesOf)(world);
    if (primary === undefined || second !== undefined)
        return [];
    if (weights[primary] === 255 && weights[(0, contract_1.otherCluster)(primary)] === 0)
        return [];
    if (world.promotion?.ledByHealth === primary)
        return []; // a warning says so
    const weightsInWords = `home ${weights.home}, away ${weights.away}`;
    if ((0, facts_1.isNameDue)(world, primary)) {
        const text = `A failover has promoted ${primary} and left the client name to others, and it has not been moved yet ` +
            `(${weightsInWords}). Run failover to ${primary}, which moves it.`;
        return [{ kind: 'name-due', cluster: primary, text }];
    }
    const text = `The client name does not lead to ${primary} alone (${weightsInWords}).`;
    return [{ kind: 'name-elsewhere', cluster: primary, text }];
}
function historyProblems(world) {
    const problems = [];
    const { promotion, unfinished } = world;
    if (promotion && (0, facts_1.roleOf)(world, promotion.cluster) === 'primary' && (0, after_promotion_1.isProofDue)(world, promotion.cluster)) {
        const { cluster } = promotion;
        const text = `${cluster} was promoted, but it is not proven yet that it has every write of ${(0, contract_1.otherCluster)(cluster)}.`;
        problems.push({ kind: 'proof-due', cluster, text });
    }
    if (unfinished) {
        const { operation, to } = unfinished;
        problems.push({ kind: 'operation-unfinished', cluster: to, text: `${operation} to ${to} began and did not end.` });
    }
    return problems;
}
//# sourceMappingURL=problems.js.map