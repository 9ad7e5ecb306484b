"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateOperationToken = validateOperationToken;
exports.validateVaultAccess = validateVaultAccess;
const dr_operation_token_gen_function_1 = require("../lambda/dr-operation-token-gen-function");
const policy_1 = require("../vault/policy");
const rules_1 = require("./rules");
/** An IPv4 or IPv6 address with the length of the prefix. */
const CIDR = /^(\d{1,3}(\.\d{1,3}){3}\/([0-9]|[12]\d|3[0-2])|[0-9a-f:]*:[0-9a-f:.]*\/\d{1,3})$/i;
function validateOperationToken(props) {
    const ttl = props.operationTokenTtlSeconds ?? dr_operation_token_gen_function_1.OPERATION_TOKEN_DEFAULTS.operationTokenTtlSeconds;
    const rotation = props.rotationMinutes ?? dr_operation_token_gen_function_1.OPERATION_TOKEN_DEFAULTS.rotationMinutes;
    return [
        ...(0, rules_1.whole)('operationTokenTtlSeconds', ttl, 3600, 2_764_800),
        // Secrets Manager keeps each version for 24 hours, and refuses a new one when there are 100: 15 minutes make 96.
        ...(0, rules_1.whole)('rotationMinutes', rotation, 15, 23_040),
        ...(0, rules_1.when)(rotation * 60 * 2 > ttl, `rotationMinutes is ${rotation}: give at most ${Math.floor(ttl / 120)}, which is half of operationTokenTtlSeconds (${ttl}), so that a token is still valid after one failed run.`),
        ...(props.extraOperationTokenRules ?? []).flatMap(({ path }) => (0, rules_1.when)(
        // Other characters could end the path in the policy, and begin another rule.
        !path.startsWith(policy_1.DR_PREFIX) || !/^[\w/*+-]+$/.test(path.slice(policy_1.DR_PREFIX.length)), `extraOperationTokenRules has the path "${path}": give only paths under ${policy_1.DR_PREFIX}, of letters, digits and _/*+-.`)),
    ];
}
function validateVaultAccess({ awsAuth, boundCidrs = [] }) {
    const { path, stsRegion } = awsAuth ?? {};
    return [
        ...(0, rules_1.when)((0, rules_1.known)(path) && !/^[^\s/](\S*[^\s/])?$/.test(path ?? ''), `awsAuth.path is "${path}": give the mount path without a slash at either end, as in "aws" or "team/aws".`),
        ...(0, rules_1.when)((0, rules_1.known)(stsRegion) && !rules_1.REGION.test(stsRegion ?? ''), `awsAuth.stsRegion is "${stsRegion}": give an AWS region, as in "eu-west-1".`),
        ...boundCidrs.flatMap((cidr) => (0, rules_1.when)((0, rules_1.known)(cidr) && !CIDR.test(cidr), `boundCidrs has "${cidr}": give CIDR blocks, as in "10.0.0.0/16".`)),
    ];
}
//# sourceMappingURL=vault-access.js.map