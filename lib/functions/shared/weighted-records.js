"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.isForeign = exports.weightsFor = exports.parseDnsConfig = exports.MAX_WEIGHT = void 0;
exports.activeByWeight = activeByWeight;
exports.observeRecords = observeRecords;
exports.parseRecords = parseRecords;
exports.withWeights = withWeights;
exports.changeWeights = changeWeights;
exports.awaitInsync = awaitInsync;
const client_route_53_1 = require("@aws-sdk/client-route-53");
const contract_1 = require("./contract");
const env_1 = require("./env");
const errors_1 = require("./errors");
const retry_1 = require("./retry");
exports.MAX_WEIGHT = 255;
/** @throws ConfigError when a variable is missing */
const parseDnsConfig = (env) => ({
    hostedZoneIds: (0, env_1.required)(env, contract_1.DNS_ENV.hostedZoneIds).split(','),
    clientName: (0, env_1.required)(env, contract_1.DNS_ENV.clientName),
    setIdentifiers: {
        home: (0, env_1.required)(env, contract_1.DNS_ENV.homeSetIdentifier),
        away: (0, env_1.required)(env, contract_1.DNS_ENV.awaySetIdentifier),
    },
    roleArn: (0, env_1.optional)(env, contract_1.DNS_ENV.roleArn),
});
exports.parseDnsConfig = parseDnsConfig;
/** The weights that send all traffic to one cluster. */
const weightsFor = (active) => ({
    home: active === 'home' ? exports.MAX_WEIGHT : 0,
    away: active === 'away' ? exports.MAX_WEIGHT : 0,
});
exports.weightsFor = weightsFor;
/** The cluster that gets all traffic, or `undefined` if the weights name none. */
function activeByWeight({ home, away }) {
    if (home > 0 && away === 0)
        return 'home';
    if (away > 0 && home === 0)
        return 'away';
    return undefined;
}
/** Whether the weights were edited by hand: this system writes only 0 and 255. */
const isForeign = ({ home, away }) => [home, away].some(isForeignWeight);
exports.isForeign = isForeign;
const isForeignWeight = (weight) => weight !== 0 && weight !== exports.MAX_WEIGHT;
/**
 * Reads the records of the client name in every zone.
 *
 * @throws RecordsError if they are missing or not only ours; AwsError if Route 53 fails
 */
async function observeRecords(client, config, deadline) {
    const zones = await Promise.all(config.hostedZoneIds.map(async (HostedZoneId) => {
        const listed = await call('ListResourceRecordSets', deadline, (abortSignal) => client.send(new client_route_53_1.ListResourceRecordSetsCommand({ HostedZoneId, StartRecordName: config.clientName, MaxItems: 100 }), { abortSignal }));
        return parseRecords(listed.ResourceRecordSets ?? [], HostedZoneId, config);
    }));
    return withWeights(zones);
}
/** Picks the records of the client name out of the listing of one zone. Pure. @throws RecordsError */
function parseRecords(listed, hostedZoneId, { clientName, setIdentifiers }) {
    const fqdn = `${clientName.toLowerCase()}.`;
    const named = listed.filter(({ Name, Type }) => Name?.toLowerCase() === fqdn && LEADS_TO_ADDRESSES.has(Type ?? ''));
    const find = (cluster) => {
        const sets = named.filter(({ SetIdentifier, Weight }) => SetIdentifier === setIdentifiers[cluster] && Weight !== undefined);
        if (sets.length > 0)
            return sets;
        throw new errors_1.RecordsError(`The zone ${hostedZoneId} has no weighted record "${setIdentifiers[cluster]}" of ${clientName}`, 'Apply the stack again to create it, or correct HOSTED_ZONE_IDS, CLIENT_NAME and the set identifiers.');
    };
    const sets = { home: find('home'), away: find('away') };
    const ours = [...sets.home, ...sets.away];
    const stranger = named.find((set) => !ours.includes(set) && set.Weight !== 0);
    if (stranger) {
        const { Type, SetIdentifier } = stranger;
        throw new errors_1.RecordsError(`${clientName} has another record that takes traffic: ${Type} ${SetIdentifier ?? 'without a set identifier'}`, 'Delete it, or set its weight to 0 if it is weighted. Only the records of this system may answer for the client name.');
    }
    const single = ours.find(({ Type }) => ours.filter((set) => set.Type === Type).length === 1);
    if (single) {
        throw new errors_1.RecordsError(`${clientName} has a weighted ${single.Type} record of one cluster only`, 'Apply the stack again to create the other one. Clients of that type are not led to the other cluster without it.');
    }
    return { hostedZoneId, sets };
}
/** Adds the weights that all zones have together. Pure. */
function withWeights(zones) {
    const weightOfAll = (cluster) => weightOf(zones.flatMap(({ sets }) => sets[cluster]));
    return { zones, weights: { home: weightOfAll('home'), away: weightOfAll('away') } };
}
/** Record types that give clients an address. A TXT record of the same name is ignored. */
const LEADS_TO_ADDRESSES = new Set(['A', 'AAAA', 'CNAME']);
/**
 * The weight of one cluster, of all types and zones. If they differ, a weight that was edited by hand counts first, then
 * the highest: a cluster that gets the clients of one type or zone gets clients.
 */
function weightOf(sets) {
    const weights = sets.map(({ Weight = 0 }) => Weight);
    return weights.find(isForeignWeight) ?? Math.max(...weights);
}
/**
 * Changes the weights of both clusters, of all record types: one batch per zone, because a batch cannot have two zones. If
 * one zone fails, the others may have changed; the same call can be made again.
 *
 * @returns the ids of the changes, which `awaitInsync` takes
 * @throws AwsError
 */
async function changeWeights(client, { zones }, active, deadline) {
    const weights = (0, exports.weightsFor)(active);
    const changes = await Promise.allSettled(zones.map(async ({ hostedZoneId, sets }) => {
        const answer = await call('ChangeResourceRecordSets', deadline, (abortSignal) => client.send(new client_route_53_1.ChangeResourceRecordSetsCommand({
            HostedZoneId: hostedZoneId,
            ChangeBatch: {
                Comment: `${(0, contract_1.otherCluster)(active)} to ${active}`,
                Changes: contract_1.CLUSTER_NAMES.flatMap((cluster) => sets[cluster].map((set) => ({
                    Action: 'UPSERT',
                    ResourceRecordSet: { ...set, Weight: weights[cluster] },
                }))),
            },
        }), { abortSignal }));
        return answer.ChangeInfo?.Id?.replace('/change/', '') ?? '';
    }));
    // All batches were sent before the error of one is told: a zone that works does not wait for another one.
    const failed = changes.find((change) => change.status === 'rejected');
    if (failed)
        throw failed.reason;
    return changes.map((change) => (change.status === 'fulfilled' ? change.value : '')).join(BETWEEN_CHANGES);
}
const BETWEEN_CHANGES = ',';
/**
 * Waits until every name server of Route 53 has the changes. A throttled or lost answer is not an error, because the
 * changes themselves were accepted.
 *
 * @param changeIds from `changeWeights`
 * @returns whether every name server had them before the deadline
 * @throws AwsError if Route 53 refuses the call
 */
async function awaitInsync(client, changeIds, clock, deadline) {
    for (const changeId of changeIds.split(BETWEEN_CHANGES)) {
        if (!(await awaitOne(client, changeId, clock, deadline)))
            return false;
    }
    return true;
}
async function awaitOne(client, changeId, clock, deadline) {
    const insync = await (0, retry_1.poll)(async () => {
        try {
            const answer = await call('GetChange', deadline, (abortSignal) => client.send(new client_route_53_1.GetChangeCommand({ Id: changeId }), { abortSignal }));
            return answer.ChangeInfo?.Status === 'INSYNC' ? true : undefined;
        }
        catch (error) {
            if (error instanceof errors_1.AwsError && error.retryable)
                return undefined;
            throw error;
        }
    }, 
    // Route 53 allows five requests per second and account.
    { clock, deadline, backOff: { firstMs: 400, mostMs: 2000 } });
    return insync ?? false;
}
const REMEDY = 'Check the permissions of this Lambda and the zone. If Route 53 itself is down, set the weights by hand when it is back.';
async function call(name, deadline, send) {
    try {
        return await send(AbortSignal.timeout(Math.max(1, deadline.remainingMs())));
    }
    catch (cause) {
        if (cause instanceof errors_1.AwsError)
            throw cause; // the role of the zone's account cannot be assumed
        throw new errors_1.AwsError('Route 53', name, cause, REMEDY);
    }
}
//# sourceMappingURL=weighted-records.js.map