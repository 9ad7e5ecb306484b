"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.functionRoleName = exports.functionName = void 0;
exports.nameOf = nameOf;
/**
 * The name of a resource, `<resource>-<environment>-<identifier>`.
 *
 * @param cluster needed where each region creates one and AWS has one namespace for all regions: IAM roles and set
 *   identifiers
 */
function nameOf(resource, { environment, identifier }, cluster) {
    return [resource, cluster, environment, identifier].filter((part) => part !== undefined).join('-');
}
/** Name of a Lambda. It is a plain string, so other constructs can use it before the Lambda exists. */
const functionName = (bundle, deployment) => nameOf(`vault-${bundle}`, deployment);
exports.functionName = functionName;
/** Name of the IAM role of a Lambda. IAM has one namespace for all regions, so the cluster is part of the name. */
const functionRoleName = (bundle, deployment, cluster) => nameOf(`vault-${bundle}`, deployment, cluster);
exports.functionRoleName = functionRoleName;
//# sourceMappingURL=names.js.map