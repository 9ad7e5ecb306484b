"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.whole = exports.when = exports.same = exports.known = exports.DNS_NAME = exports.REGION = void 0;
exports.validateRegion = validateRegion;
const cdktf_1 = require("cdktf");
/** An AWS region. */
exports.REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
/** A DNS name without a dot at the end. */
exports.DNS_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;
/** Not a token of cdktf and not a Terraform expression, which have a value only at the apply. */
const known = (value) => value !== undefined && !cdktf_1.Token.isUnresolved(value) && !(typeof value === 'string' && value.includes('${'));
exports.known = known;
/** Whether two known values are equal. */
const same = (a, b) => (0, exports.known)(a) && (0, exports.known)(b) && a === b;
exports.same = same;
/** The problem, if it is one. */
const when = (isProblem, problem) => (isProblem ? [problem] : []);
exports.when = when;
/** A number that is given has to be whole, and within these limits. */
const whole = (prop, value, least, most) => (0, exports.when)(value !== undefined && (0, exports.known)(value) && !(Number.isSafeInteger(value) && value >= least && value <= most), `${prop} is ${value}: give a whole number from ${least} to ${most}.`);
exports.whole = whole;
/** A region has to be one of AWS, and that of its provider. */
function validateRegion(prop, region, provider) {
    const { region: providerRegion } = provider;
    return [
        ...(0, exports.when)((0, exports.known)(region) && !exports.REGION.test(region), `${prop}.region is "${region}": give an AWS region, as in "eu-west-1".`),
        ...(0, exports.when)((0, exports.known)(region) && (0, exports.known)(providerRegion) && providerRegion !== region, `${prop}.region is "${region}", but ${prop}.provider is for "${String(providerRegion)}": give the provider of that region.`),
    ];
}
//# sourceMappingURL=rules.js.map