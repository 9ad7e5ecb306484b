"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.haveDiverged = exports.sameSet = exports.isNameDue = exports.isLedTo = exports.isLedAway = exports.canAskAgain = exports.targetMaySettle = exports.upCluster = exports.primariesOf = exports.contradictsDemotion = void 0;
exports.roleOf = roleOf;
exports.describeCluster = describeCluster;
exports.maySettle = maySettle;
exports.leadsTo = leadsTo;
exports.linkTo = linkTo;
exports.isStillLinked = isStillLinked;
exports.isTooOld = isTooOld;
exports.mayBeOneSet = mayBeOneSet;
exports.compare = compare;
exports.withoutWhatDidNotHold = withoutWhatDidNotHold;
const contract_1 = require("../../shared/contract");
const version_1 = require("../../shared/version");
const weighted_records_1 = require("../../shared/weighted-records");
/**
 * The role of a cluster. While a cluster changes its role for this run, the role that Vault accepted counts, unless the
 * cluster says that it is primary again.
 */
function roleOf(world, name) {
    const observation = world.clusters[name];
    if (observation.kind === 'up')
        return observation.mode;
    const isPrimaryAgain = observation.kind === 'changing' && observation.mode === 'primary';
    if (world.run.demoted === name && isPrimaryAgain)
        return 'changing';
    if (world.run.promoted === name)
        return 'primary';
    if (world.run.demoted === name)
        return 'secondary';
    if (observation.kind === 'changing' || observation.kind === 'odd')
        return observation.kind;
    return 'gone';
}
/** Whether a cluster that this run demoted is between two roles again, for example because a node with the old role answers. */
const contradictsDemotion = (world, name) => world.run.demoted === name && roleOf(world, name) === 'changing';
exports.contradictsDemotion = contradictsDemotion;
/** The clusters that are primary: none, one or both. */
const primariesOf = (world) => contract_1.CLUSTER_NAMES.filter((name) => roleOf(world, name) === 'primary');
exports.primariesOf = primariesOf;
/** What the cluster reports, if it is up. */
const upCluster = (observation) => observation.kind === 'up' ? observation : undefined;
exports.upCluster = upCluster;
/** The state of a cluster in words, for a reason. */
function describeCluster(world, name) {
    const observation = world.clusters[name];
    switch (observation.kind) {
        case 'up':
            return observation.mode;
        case 'changing':
            return 'between two roles';
        case 'unreachable':
            return `unreachable (${observation.cause})`;
        case 'odd':
            if (observation.problem === 'client-certificate')
                return 'asking for a client certificate that it trusts';
            return `not answering as Vault (${observation.problem})`;
        case 'sealed':
        case 'uninitialised':
            return observation.kind;
    }
}
/**
 * Whether the cluster may soon say which role it has: it gives some answer, or it gives none while a run of ours, this
 * one or one that was killed, has begun to change things.
 */
function maySettle(world, name) {
    const { run, unfinished } = world;
    if (run.unsettled?.includes(name))
        return false;
    const { kind } = world.clusters[name];
    const hasBegun = unfinished !== undefined || run.demoted !== undefined || run.demoteFailed !== undefined;
    return kind === 'changing' || kind === 'sealed' || kind === 'odd' || (kind === 'unreachable' && hasBegun);
}
/** The same for the cluster to be promoted, which gets more than one probe. */
const targetMaySettle = (world, name) => maySettle(world, name) ||
    (world.clusters[name].kind === 'unreachable' && world.run.unsettled?.includes(name) !== true);
exports.targetMaySettle = targetMaySettle;
/** Whether the demoted cluster is up now and was not when the comparison ended. */
const canAskAgain = ({ run, clusters }, source) => run.catchUp === 'not-proven' && run.sourceAnswered === false && clusters[source].kind === 'up';
exports.canAskAgain = canAskAgain;
/**
 * Whether the weights lead to this cluster alone. Clients may be there: whenever no health check is healthy, Route 53 goes
 * by the weights.
 */
function leadsTo(world, name) {
    if (world.records.kind !== 'known')
        return false;
    const { home, away } = (0, weighted_records_1.weightsFor)(name);
    return world.records.weights.home === home && world.records.weights.away === away;
}
/** Whether the health checks lead to the other cluster, whatever the weights say. */
const isLedAway = ({ promotion }, name) => promotion?.ledByHealth === (0, contract_1.otherCluster)(name);
exports.isLedAway = isLedAway;
/** Whether this system has led the clients to this cluster, by the health checks or by the weights. */
const isLedTo = (world, name) => world.promotion?.ledByHealth === undefined ? leadsTo(world, name) : world.promotion.ledByHealth === name;
exports.isLedTo = isLedTo;
/** Whether a failover has promoted this cluster and left the client name to others, as the journal says. */
const isNameDue = (world, name) => world.promotion?.cluster === name && world.promotion.nameDue === true && !(0, exports.isLedTo)(world, name);
exports.isNameDue = isNameDue;
/** How the other cluster follows `primary`: `streaming`, `syncing` (linked and still copying), or not at all. */
function linkTo(world, primary) {
    const leader = (0, exports.upCluster)(world.clusters[primary]);
    const follower = (0, exports.upCluster)(world.clusters[(0, contract_1.otherCluster)(primary)]);
    if (leader?.mode !== 'primary' || follower?.mode !== 'secondary')
        return undefined;
    if (leader.isStatusUnseen)
        return undefined;
    if (follower.state === undefined || follower.state === 'idle' || follower.connected === false)
        return undefined;
    if (!(0, exports.sameSet)(leader, follower))
        return undefined;
    // A promoted cluster begins without secondaries, so an id that it does not know belongs to an earlier link.
    if (follower.secondaryId !== undefined && !leader.knownSecondaries.includes(follower.secondaryId))
        return undefined;
    return follower.state === 'stream-wals' ? 'streaming' : 'syncing';
}
/**
 * Whether the cluster reports that it is still the secondary of an earlier link. Each role change ends a link, so it has
 * taken no write of its own since, and its last primary has every write that it has.
 */
function isStillLinked(world, name) {
    const seen = (0, exports.upCluster)(world.clusters[name]);
    // Only a cluster that is or was primary counts its own WALs.
    if (seen?.mode !== 'secondary' || seen.lastWal !== undefined)
        return false;
    return seen.secondaryId !== undefined || Boolean(seen.lastRemoteWal);
}
/**
 * Whether the cluster runs an older Vault than the other one. Vault can then not replicate to it, and its data may be in a
 * form that the older version does not know.
 *
 * @see https://developer.hashicorp.com/vault/tutorials/enterprise/disaster-recovery
 */
function isTooOld({ clusters }, follower) {
    const [own, other] = [(0, exports.upCluster)(clusters[follower]), (0, exports.upCluster)(clusters[(0, contract_1.otherCluster)(follower)])];
    return (0, version_1.isOlder)(own?.version, other?.version);
}
/** Whether both clusters belong to one replication set, as far as they report it. */
const sameSet = (a, b) => a.clusterId === undefined || b.clusterId === undefined || a.clusterId === b.clusterId;
exports.sameSet = sameSet;
/** The same for the pair, as far as it can be seen. A link overwrites, and must not overwrite another set. */
function mayBeOneSet({ clusters }) {
    const [home, away] = [(0, exports.upCluster)(clusters.home), (0, exports.upCluster)(clusters.away)];
    return home === undefined || away === undefined || (0, exports.sameSet)(home, away);
}
/**
 * Compares what a cluster has with what the demoted cluster reports. The Merkle root covers all data: if the roots differ,
 * equal numbers prove nothing.
 *
 * @param before last WAL that the demoted cluster reported before its demotion
 * @returns `nothing-against`: the demoted cluster reports neither WAL nor root (some versions do not), but what it reported
 *   before has arrived; `unknown`: it gives no answer, or nothing can be compared
 */
function compare(demoted, { lastRemoteWal, merkleRoot }, before) {
    // Without a state only its health has answered, which says nothing about data.
    if (demoted?.mode !== 'secondary' || demoted.state === undefined)
        return 'unknown';
    if (demoted.merkleRoot !== undefined && merkleRoot !== undefined) {
        return demoted.merkleRoot === merkleRoot ? 'proven' : 'lacking';
    }
    const numbers = lastRemoteWal === undefined ? undefined : compareNumbers(lastRemoteWal, demoted.lastWal, before);
    if (numbers !== undefined)
        return numbers;
    return before === undefined || lastRemoteWal === undefined ? 'unknown' : 'nothing-against';
}
/** Compares WAL numbers of one count. A restart or a role change may begin a new count. */
function compareNumbers(received, last, before) {
    if (before !== undefined && received < before)
        return 'lacking';
    if (last === undefined || received > last)
        return undefined;
    return received === last ? 'proven' : 'lacking';
}
/** Whether both have the same last WAL and different Merkle roots: their data has diverged. */
const haveDiverged = (primary, secondary) => primary.lastWal !== undefined &&
    primary.lastWal === secondary.lastRemoteWal &&
    primary.merkleRoot !== undefined &&
    secondary.merkleRoot !== undefined &&
    primary.merkleRoot !== secondary.merkleRoot;
exports.haveDiverged = haveDiverged;
/**
 * What this run still knows after a look at the clusters. If Vault accepted a role and the cluster does not keep it, the
 * change did not happen: the first time it is requested again, the second time it counts as failed. Pure.
 */
function withoutWhatDidNotHold({ run, clusters }) {
    let facts = run;
    for (const cluster of contract_1.CLUSTER_NAMES) {
        const mode = (0, exports.upCluster)(clusters[cluster])?.mode;
        if (facts.promoted === cluster && mode === 'secondary') {
            const notHeld = (facts.notHeld ?? 0) + 1;
            const promoteFailed = { cluster, detail: 'the promotion was accepted twice and did not hold' };
            facts = { ...facts, promoted: undefined, notHeld, ...(notHeld > 1 && { promoteFailed }) };
        }
        if (facts.demoted === cluster && facts.promoted !== cluster && mode === 'primary') {
            facts = { ...facts, demoted: undefined, catchUp: undefined };
        }
    }
    return facts;
}
//# sourceMappingURL=facts.js.map