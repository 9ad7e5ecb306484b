"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.accessStatements = accessStatements;
const contract_1 = require("../functions/shared/contract");
const partition_1 = require("../functions/shared/partition");
/** Permissions to call these Lambdas, to read the settings that the stack publishes, and to read the journal. Pure. */
function accessStatements(stores, functionArns) {
    const regional = contract_1.CLUSTER_NAMES.map((cluster) => {
        const { accountId, key, journal } = stores[cluster];
        const { region } = journal;
        const parameters = `arn:${(0, partition_1.partitionOf)(region)}:ssm:${region}:${accountId}:parameter${contract_1.OPERATOR_PARAMETERS}`;
        return { region, key: key.arn, journal: journal.arn, parameters };
    });
    return [
        { Sid: 'VaultDr', Action: ['lambda:InvokeFunction'], Resource: functionArns },
        {
            Sid: 'VaultDrSettings',
            Action: ['ssm:GetParametersByPath'],
            Resource: regional.map(({ parameters }) => parameters),
        },
        { Sid: 'VaultDrJournal', Action: ['dynamodb:Query'], Resource: regional.map(({ journal }) => journal) },
        {
            Sid: 'VaultDrJournalKey',
            Action: ['kms:Decrypt'],
            Resource: regional.map(({ key }) => key),
            // The same key encrypts the operation token, which operators do not need.
            Condition: {
                StringEquals: { 'kms:ViaService': regional.map(({ region }) => `dynamodb.${region}.amazonaws.com`) },
            },
        },
    ];
}
//# sourceMappingURL=operator-access.js.map