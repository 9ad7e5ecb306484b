"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.STS_LIMITS = void 0;
exports.createAwsClients = createAwsClients;
const client_dynamodb_1 = require("@aws-sdk/client-dynamodb");
const client_route_53_1 = require("@aws-sdk/client-route-53");
const client_secrets_manager_1 = require("@aws-sdk/client-secrets-manager");
const client_sts_1 = require("@aws-sdk/client-sts");
const assumed_role_1 = require("../shared/assumed-role");
const aws_1 = require("../shared/aws");
const name_health_1 = require("./name-health");
/** Limits of a call to STS. It has to end within the time for reading the records. */
exports.STS_LIMITS = { connectionTimeoutMs: 1000, requestTimeoutMs: 1000, maxAttempts: 2 };
/** Created once per execution environment, so that connections and the credentials of an assumed role are reused. */
function createAwsClients({ regions, witnessRegion, dns, traffic, automatic }) {
    const patient = (0, aws_1.awsClientConfig)({ connectionTimeoutMs: 1000, requestTimeoutMs: 2500, maxAttempts: 3 });
    // A lost region must not delay an operation, so there is one attempt with the limit of a probe.
    const probe = (0, aws_1.awsClientConfig)({ connectionTimeoutMs: 1000, requestTimeoutMs: 1000, maxAttempts: 1 });
    const table = (region) => new client_dynamodb_1.DynamoDBClient({ region, ...probe });
    const { roleArn } = dns;
    const secrets = new client_secrets_manager_1.SecretsManagerClient(patient);
    return {
        secrets,
        route53: new client_route_53_1.Route53Client({
            ...patient,
            ...(roleArn !== undefined && { credentials: (0, assumed_role_1.assumeRole)(new client_sts_1.STSClient((0, aws_1.awsClientConfig)(exports.STS_LIMITS)), roleArn) }),
        }),
        ...(traffic && {
            nameHealth: (0, name_health_1.openNameHealth)(traffic, { regions, credentials: () => secrets.config.credentials() }),
        }),
        tables: {
            home: table(regions.home),
            away: table(regions.away),
            ...(witnessRegion !== undefined && { witness: table(witnessRegion) }),
        },
        ...(automatic && { homeSts: new client_sts_1.STSClient({ region: regions.home, ...probe }) }),
    };
}
//# sourceMappingURL=aws-clients.js.map