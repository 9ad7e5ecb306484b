"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.interpret = void 0;
exports.observeCluster = observeCluster;
exports.interpretProbes = interpretProbes;
const errors_1 = require("./errors");
const statements_1 = require("./statements");
/**
 * Looks at one cluster: reads `sys/health` and `sys/replication/dr/status` in parallel. What the cluster does is never an
 * error.
 *
 * @param timeoutMs limit of the whole look, milliseconds
 * @param probes how many times both are read at once. Behind a load balancer each answer may come from another node, so a
 *   look that decides something should use more than one
 */
async function observeCluster(client, timeoutMs, probes = 1) {
    const asked = Array.from({ length: probes }, async () => {
        const [health, status] = await Promise.allSettled([
            client.read('sys/health', timeoutMs),
            client.read('sys/replication/dr/status', timeoutMs),
        ]);
        return { health: settled(health), status: settled(status) };
    });
    return interpretProbes(await Promise.all(asked));
}
function settled(result) {
    if (result.status === 'fulfilled')
        return result.value;
    if (result.reason instanceof errors_1.VaultDrError)
        return result.reason;
    throw result.reason;
}
/** Turns the answers of one probe into one observation. Pure. */
const interpret = (health, status) => interpretProbes([{ health, status }]);
exports.interpret = interpret;
/** Turns all answers of a look into one observation. Pure. */
function interpretProbes(probes) {
    const parsed = probes.map(({ health, status }) => ({
        answered: health instanceof Error ? undefined : health.status,
        health: (0, statements_1.parseHealth)(health),
        status: (0, statements_1.parseDrStatus)(status),
    }));
    const verdict = agree(parsed.flatMap(({ status, health }) => [status.says, health.says]));
    if (typeof verdict !== 'string')
        return verdict;
    const isSaid = (says) => says.kind === 'mode' && says.mode === verdict;
    const seen = parsed.find(({ status }) => isSaid(status.says))?.status.body;
    const dr = seen ?? {};
    const bodies = parsed.flatMap(({ health }) => (health.body ? [health.body] : []));
    const serverTime = bodies.find(({ server_time_utc: seconds }) => seconds !== undefined)?.server_time_utc;
    const serves = parsed.some(({ answered, status }) => isServing(answered, isSaid(status.says)));
    const [primary] = dr.primaries ?? [];
    return {
        kind: 'up',
        mode: verdict,
        serving: verdict !== 'secondary' && serves,
        state: dr.state,
        clusterId: dr.cluster_id || undefined,
        version: bodies.find(({ version }) => version !== undefined)?.version,
        lastWal: dr.last_dr_wal ?? dr.last_wal,
        lastRemoteWal: dr.last_remote_wal,
        merkleRoot: dr.merkle_root || undefined,
        corruptedMerkleTree: dr.corrupted_merkle_tree ?? false,
        connected: connection(dr.connection_state, primary?.connection_status),
        lastHeartbeat: primary?.last_heartbeat,
        ...canaryAge(primary?.replication_primary_canary_age_ms),
        secondaryId: dr.secondary_id || undefined,
        knownSecondaries: dr.known_secondaries ?? [],
        ...(serverTime !== undefined && { serverTimeMs: serverTime * 1000 }),
        ...(seen === undefined && { isStatusUnseen: true }),
        ...editionOf(bodies),
    };
}
/** What `sys/health` tells about the binary and its license. Of several nodes, the one whose license has ended counts. */
function editionOf(bodies) {
    const licenses = bodies.flatMap(({ license }) => (license ? [license] : []));
    const license = licenses.find(({ terminated }) => terminated) ?? licenses[0];
    const performance = bodies.find(({ replication_performance_mode: mode }) => mode !== undefined);
    const mode = performance?.replication_performance_mode;
    return {
        ...(bodies.some(({ enterprise }) => enterprise === false) && { isCommunity: true }),
        ...(license && { license: { isTerminated: license.terminated ?? false, expiresAt: license.expiry_time } }),
        ...((mode === 'primary' || mode === 'secondary') && { performanceMode: mode }),
    };
}
/**
 * Combines the statements of several nodes.
 *
 * If one node says that the cluster is primary, nodes that are sealed or not initialised are ignored: they join or leave
 * the cluster. Otherwise all answers have to agree. If they do not, nothing is known until the next look.
 *
 * @returns the mode that all agree on, or an observation without one
 */
function agree(statements) {
    const modes = new Set(statements.flatMap((each) => (each.kind === 'mode' ? [each.mode] : [])));
    const find = (kind) => statements.find((each) => each.kind === kind);
    const claim = modes.has('primary') ? 'primary' : [...modes][0];
    const changing = (detail) => ({ kind: 'changing', mode: claim, detail });
    if (find('changing'))
        return changing('role change or election');
    if (modes.size > 1)
        return changing('its nodes disagree');
    if (claim === 'primary')
        return claim;
    const odd = find('odd');
    if (odd)
        return { kind: 'odd', problem: odd.problem };
    const sealed = find('uninitialised') ?? find('sealed');
    if (claim !== undefined)
        return sealed ? changing('its nodes disagree') : claim;
    if (sealed)
        return sealed;
    if (find('nothing'))
        return changing('it does not report its role');
    return { kind: 'unreachable', cause: find('silent')?.cause ?? 'reset' };
}
/** A standby (429, 473) serves through the active node. There is one if the status was answered. */
const isServing = (healthStatus, statusAnswered) => healthStatus === 200 || (statusAnswered && (healthStatus === 429 || healthStatus === 473));
/** Vault reports the number as text. */
function canaryAge(text) {
    const canaryAgeMs = Number(text || NaN);
    return canaryAgeMs >= 0 ? { canaryAgeMs } : {};
}
function connection(state, status) {
    if (status === 'disconnected' || state === 'transient_failure' || state === 'shutdown')
        return false;
    if (status === 'connected' || state === 'ready')
        return true;
    return undefined;
}
//# sourceMappingURL=cluster-observation.js.map