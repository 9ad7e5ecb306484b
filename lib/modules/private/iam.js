"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.trustService = exports.policyDocument = void 0;
/** A policy document as JSON. A statement without `Effect` allows. */
const policyDocument = (statements) => JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
});
exports.policyDocument = policyDocument;
/** A trust policy that lets one AWS service assume the role. */
const trustService = (service) => JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
});
exports.trustService = trustService;
//# sourceMappingURL=iam.js.map