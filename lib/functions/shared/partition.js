"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.stsHost = exports.dnsSuffixOf = void 0;
exports.partitionOf = partitionOf;
/** The AWS partition of a region: the second part of its ARNs. */
function partitionOf(region) {
    if (region.startsWith('cn-'))
        return 'aws-cn';
    return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
/** The DNS suffix of the AWS services in a region. */
const dnsSuffixOf = (region) => partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
exports.dnsSuffixOf = dnsSuffixOf;
/** Host of the STS of a region. */
const stsHost = (region) => `sts.${region}.${(0, exports.dnsSuffixOf)(region)}`;
exports.stsHost = stsHost;
//# sourceMappingURL=partition.js.map