import { CLUSTER_NAMES, OPERATOR_PARAMETERS, type ClusterName } from '../functions/shared/contract';
import { partitionOf } from '../functions/shared/partition';
import type { PolicyStatement } from './private/iam';

/** What is stored in one region. */
interface AccessedStore {
  readonly accountId: string;
  readonly key: { readonly arn: string };
  readonly journal: { readonly arn: string; readonly region: string };
}

/** Permissions to call these Lambdas, to read the settings that the stack publishes, and to read the journal. Pure. */
export function accessStatements(
  stores: Readonly<Record<ClusterName, AccessedStore>>,
  functionArns: readonly string[],
): PolicyStatement[] {
  const regional = CLUSTER_NAMES.map((cluster) => {
    const { accountId, key, journal } = stores[cluster];
    const { region } = journal;
    const parameters = `arn:${partitionOf(region)}:ssm:${region}:${accountId}:parameter${OPERATOR_PARAMETERS}`;
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
