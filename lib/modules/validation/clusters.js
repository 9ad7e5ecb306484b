"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateCluster = validateCluster;
exports.validatePair = validatePair;
exports.validateWitness = validateWitness;
const partition_1 = require("../../functions/shared/partition");
const rules_1 = require("./rules");
const SECRET_ARN = /^arn:aws(?:-cn|-us-gov)?:secretsmanager:([a-z0-9-]+):\d{12}:secret:[^:*]+-[A-Za-z0-9]{6}$/;
function validateCluster(prop, cluster, clientName) {
    const { address, region, provider, subnetIds, securityGroupIds, dnsName, loadBalancer, clusterAddress } = cluster;
    const url = (0, rules_1.known)(address) && URL.canParse(address) ? new URL(address) : undefined;
    const isBare = url?.protocol === 'https:' && url.pathname === '/' && !url.search && !url.username;
    return [
        ...(0, rules_1.when)((0, rules_1.known)(address) && !isBare, `${prop}.address is "${address}": give it as https://host:port, without a path.`),
        ...(0, rules_1.when)(url !== undefined && url.hostname === clientName.toLowerCase(), `${prop}.address is the client name, which does not always lead to this cluster: give the address of the cluster itself.`),
        ...(0, rules_1.when)(address !== undefined && !(0, rules_1.known)(address) && dnsName === undefined && loadBalancer === undefined, `${prop}.address is known only at the apply, so its host cannot be the target of the CNAME: give ${prop}.dnsName or ${prop}.loadBalancer as well.`),
        ...(0, rules_1.validateRegion)(prop, region, provider),
        ...validateClientCertificate(prop, cluster),
        ...(0, rules_1.when)(subnetIds.length === 0, `${prop}.subnetIds is empty: give the private subnets of the Lambdas.`),
        ...(0, rules_1.when)(securityGroupIds.length === 0, `${prop}.securityGroupIds is empty: give the security groups of the Lambdas.`),
        ...(0, rules_1.when)(dnsName !== undefined && loadBalancer !== undefined, `${prop} has both dnsName and loadBalancer: give one of them.`),
        ...(0, rules_1.when)((0, rules_1.known)(dnsName) && !rules_1.DNS_NAME.test(dnsName ?? ''), `${prop}.dnsName is "${dnsName}": give a DNS name, as in "vault-primary.example.com".`),
        ...(0, rules_1.when)((0, rules_1.known)(dnsName) && dnsName?.toLowerCase() === clientName.toLowerCase(), `${prop}.dnsName is the client name, whose CNAME would point to itself: give the name of the cluster.`),
        ...(0, rules_1.when)(dnsName === undefined && loadBalancer === undefined && url !== undefined && !rules_1.DNS_NAME.test(url.hostname), `${prop}.address has no DNS name for the CNAME: give dnsName or loadBalancer as well.`),
        ...(0, rules_1.when)((0, rules_1.known)(clusterAddress) && !/^https:\/\/[^/]+:\d+$/.test(clusterAddress ?? ''), `${prop}.clusterAddress is "${clusterAddress}": give it as https://host:8201.`),
    ];
}
function validateClientCertificate(prop, { clientCertificate, region }) {
    const { secretArn } = clientCertificate ?? {};
    if (secretArn === undefined || !(0, rules_1.known)(secretArn))
        return [];
    const [, secretRegion] = SECRET_ARN.exec(secretArn) ?? [];
    return [
        ...(0, rules_1.when)(secretRegion === undefined, `${prop}.clientCertificate.secretArn is "${secretArn}": give the whole ARN of a secret, with the six characters at its end.`),
        ...(0, rules_1.when)(secretRegion !== undefined && (0, rules_1.known)(region) && secretRegion !== region, `${prop}.clientCertificate.secretArn is in ${secretRegion}: give a secret in ${region}, because the other region may be lost.`),
    ];
}
function validatePair({ home, away }) {
    return [
        ...(0, rules_1.when)((0, rules_1.same)(home.address, away.address), 'home.address and away.address are equal: give the addresses of two clusters.'),
        ...(0, rules_1.when)((0, rules_1.same)(home.region, away.region), 'home.region and away.region are equal: choose two, so that the loss of one region does not take both clusters.'),
        ...(0, rules_1.when)((0, rules_1.known)(home.region) && (0, rules_1.known)(away.region) && (0, partition_1.partitionOf)(home.region) !== (0, partition_1.partitionOf)(away.region), `home.region "${home.region}" and away.region "${away.region}" are in two AWS partitions, and no IAM role works in both: choose regions of one partition.`),
        ...(0, rules_1.when)(home.provider === away.provider, 'home.provider and away.provider are the same: each region needs its own.'),
        ...(0, rules_1.when)((home.loadBalancer === undefined) !== (away.loadBalancer === undefined), 'Only one cluster has a loadBalancer: give one to both or to neither, because the records are both ALIAS or both CNAME.'),
        ...(0, rules_1.when)((home.clientCertificate === undefined) !== (away.clientCertificate === undefined), 'Only one cluster has a clientCertificate: give one to both or to neither, because the Lambdas of each region call both clusters.'),
        ...(0, rules_1.when)((home.loadBalancer?.ipv6 ?? false) !== (away.loadBalancer?.ipv6 ?? false), 'Only one loadBalancer has ipv6: set it for both or for neither, because a client that uses IPv6 could not reach the other cluster.'),
    ];
}
/** A witness in the region of a cluster would be lost together with the cluster. */
function validateWitness({ home, away, witness }) {
    if (!witness)
        return [];
    const beside = (cluster, { region, provider }) => [
        ...(0, rules_1.when)((0, rules_1.same)(region, witness.region), `witness.region and ${cluster}.region are equal: give a third region, or leave witness out.`),
        ...(0, rules_1.when)(provider === witness.provider, `witness.provider and ${cluster}.provider are the same: each region needs its own.`),
    ];
    return [
        ...(0, rules_1.validateRegion)('witness', witness.region, witness.provider),
        ...beside('home', home),
        ...beside('away', away),
    ];
}
//# sourceMappingURL=clusters.js.map