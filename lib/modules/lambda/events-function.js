"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.EventsFunction = void 0;
const lambda_event_source_mapping_1 = require("@cdktf/provider-aws/lib/lambda-event-source-mapping");
const constructs_1 = require("constructs");
const contract_1 = require("../../functions/dr-operations/contract");
const contract_2 = require("../../functions/events/contract");
const contract_3 = require("../../functions/shared/contract");
const partition_1 = require("../../functions/shared/partition");
const bundled_function_1 = require("./bundled-function");
const common_function_props_1 = require("./common-function-props");
/** Keys of the items whose changes are events. The lease changes every few seconds and has none. */
const ITEMS = [contract_1.TABLE_KEYS.journal, contract_1.TABLE_KEYS.automatic];
/**
 * The Lambda `events`, which sends the changes of the journal to the default event bus of the region. It reads them from the
 * table's stream, so that an operation does not wait for it.
 */
class EventsFunction extends constructs_1.Construct {
    /** The Lambda itself. */
    lambda;
    constructor(scope, id, props) {
        super(scope, id);
        const { region, accountId, journal, provider } = props;
        this.lambda = new bundled_function_1.BundledFunction(this, 'lambda', {
            ...props,
            ...common_function_props_1.WITHOUT_VAULT,
            bundle: 'events',
            description: 'Sends what happens to the Vault DR pair to EventBridge',
            timeoutSeconds: 30,
            memoryMb: 256,
        });
        this.lambda.addVariables({
            [contract_3.DEPLOYMENT_ENV.environment]: props.environment,
            [contract_3.DEPLOYMENT_ENV.identifier]: props.identifier,
        });
        this.lambda.allow({
            Sid: 'Changes',
            Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
            Resource: [journal.streamArn],
        });
        this.lambda.allow({ Sid: 'ChangesKey', Action: ['kms:Decrypt'], Resource: [journal.kmsKeyArn] });
        this.lambda.allow({
            Sid: 'Events',
            Action: ['events:PutEvents'],
            Resource: [`arn:${(0, partition_1.partitionOf)(region)}:events:${region}:${accountId}:event-bus/default`],
            // One call can carry several sources.
            Condition: { 'ForAllValues:StringEquals': { 'events:source': [contract_2.EVENT_SOURCE] } },
        });
        new lambda_event_source_mapping_1.LambdaEventSourceMapping(this, 'changes', {
            provider,
            eventSourceArn: journal.streamArn,
            functionName: this.lambda.arn,
            startingPosition: 'LATEST',
            batchSize: 10,
            // An event that is an hour old is history, which the journal keeps.
            maximumRecordAgeInSeconds: 3600,
            maximumRetryAttempts: 10,
            filterCriteria: {
                filter: [{ pattern: JSON.stringify({ dynamodb: { Keys: { pk: { S: ITEMS } } } }) }],
            },
        });
    }
}
exports.EventsFunction = EventsFunction;
//# sourceMappingURL=events-function.js.map