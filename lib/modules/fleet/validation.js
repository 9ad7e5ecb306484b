"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.validateEvacuationProps = validateEvacuationProps;
const cdktf_1 = require("cdktf");
const SLUG = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const MOST_AT_ONCE = 1_000;
/** Limit of IAM on the name of a role, characters. */
const MOST_ROLE_NAME = 64;
/** Finds every problem of the props. A value that is known only at the apply is not checked. */
function validateEvacuationProps(props) {
    const { environment, region, pairRegions, hostedZoneIds, maxConcurrency = 1, toleratedFailurePercentage = 0 } = props;
    const known = (value) => !cdktf_1.Token.isUnresolved(value);
    const role = `vault-dr-evacuation-${environment}-${region}`;
    const problems = [
        [
            known(environment) && !SLUG.test(environment),
            `environment is "${environment}": use lower-case letters, digits and dashes, as in "prod".`,
        ],
        [
            known(environment) && role.length > MOST_ROLE_NAME,
            `environment is too long: IAM allows ${MOST_ROLE_NAME} characters, and the role name "${role}" has ${role.length}.`,
        ],
        ...[region, ...pairRegions].map((each) => [
            known(each) && !REGION.test(each),
            `"${each}" is no AWS region: give one such as "eu-central-1".`,
        ]),
        [
            known(region) && !pairRegions.includes(region),
            `pairRegions lacks ${region}: name every region with a lease table of a pair, this one included.`,
        ],
        [hostedZoneIds.length === 0, 'hostedZoneIds is empty: name the zones with the client names of the pairs.'],
        [
            known(maxConcurrency) &&
                !(Number.isInteger(maxConcurrency) && maxConcurrency >= 1 && maxConcurrency <= MOST_AT_ONCE),
            `maxConcurrency is ${maxConcurrency}: give a whole number from 1 to ${MOST_AT_ONCE}.`,
        ],
        [
            known(toleratedFailurePercentage) && !(toleratedFailurePercentage >= 0 && toleratedFailurePercentage <= 100),
            `toleratedFailurePercentage is ${toleratedFailurePercentage}: give a number from 0 to 100.`,
        ],
    ];
    return problems.flatMap(([isProblem, text]) => (isProblem ? [text] : []));
}
//# sourceMappingURL=validation.js.map