"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateNames = validateNames;
exports.validateClientName = validateClientName;
const names_1 = require("../private/names");
const rules_1 = require("./rules");
const SLUG = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const ROLE_ARN = /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/\S+$/;
/** Limit of IAM, characters. The name of a role is the longest of all names. */
const MOST_ROLE_NAME = 64;
function validateNames({ environment, identifier }) {
    const slug = (prop, value) => (0, rules_1.when)((0, rules_1.known)(value) && !SLUG.test(value), `${prop} is "${value}": use lower-case letters, digits and dashes, as in "prod".`);
    const longest = (0, names_1.functionRoleName)('dr-operation-token-gen', { environment, identifier }, 'home');
    return [
        ...slug('environment', environment),
        ...slug('identifier', identifier),
        ...(0, rules_1.when)((0, rules_1.known)(longest) && longest.length > MOST_ROLE_NAME, `environment and identifier are too long: shorten them, because IAM allows ${MOST_ROLE_NAME} characters and the role name "${longest}" has ${longest.length}.`),
    ];
}
function validateClientName(props) {
    const { clientName, hostedZoneId, otherHostedZoneIds = [], recordTtlSeconds, dns, home } = props;
    return [
        ...(0, rules_1.when)((0, rules_1.known)(clientName) && !rules_1.DNS_NAME.test(clientName), `clientName is "${clientName}": give a DNS name without a dot at the end, as in "vault.example.com".`),
        ...validateZone('hostedZoneId', hostedZoneId),
        ...otherHostedZoneIds.flatMap((id, index) => validateZone(`otherHostedZoneIds[${index}]`, id)),
        ...(0, rules_1.when)(new Set([hostedZoneId, ...otherHostedZoneIds]).size <= otherHostedZoneIds.length, 'hostedZoneId and otherHostedZoneIds name a zone twice: name each zone once.'),
        ...(0, rules_1.whole)('recordTtlSeconds', recordTtlSeconds, 1, 300),
        ...(0, rules_1.when)(dns !== undefined && (0, rules_1.known)(dns.roleArn) && !ROLE_ARN.test(dns.roleArn), `dns.roleArn is "${dns?.roleArn}": give the ARN of an IAM role, as in "arn:aws:iam::222222222222:role/vault-dr-zone".`),
        ...(0, rules_1.when)(dns !== undefined && dns.provider === home.provider, "dns.provider and home.provider are the same: give the provider of the zone's account, or leave dns out."),
    ];
}
const validateZone = (prop, id) => (0, rules_1.when)((0, rules_1.known)(id) && !/^Z[A-Z0-9]{1,31}$/.test(id), `${prop} is "${id}": give the id of a Route 53 zone, as in "Z0123456789ABCDEFGHIJ".`);
//# sourceMappingURL=names.js.map