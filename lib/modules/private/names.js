"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.nameOf = nameOf;
exports.partitionOf = partitionOf;
/**
 * The name of a resource: `<resource>-<environment>-<identifier>`, so that two deployments never clash.
 *
 * @param cluster set for what is global in AWS (IAM roles, set identifiers) and made once per region
 */
function nameOf(resource, { environment, identifier }, cluster) {
    return [resource, cluster, environment, identifier].filter((part) => part !== undefined).join('-');
}
/** The partition of ARNs in a region. */
function partitionOf(region) {
    if (region.startsWith('cn-'))
        return 'aws-cn';
    return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
//# sourceMappingURL=names.js.map