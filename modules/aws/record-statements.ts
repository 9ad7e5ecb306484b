import { partitionOf } from '../../functions/shared/partition';
import type { PolicyStatement } from '../private/iam';

/** The weighted records that somebody may read and change. */
export interface ChangeableRecords {
  /** A region of the partition, e.g. `eu-central-1`. */
  readonly region: string;
  readonly hostedZoneIds: readonly string[];
  readonly recordTypes: readonly string[];
  /** Names in lower case, without a dot at the end. @default - every name in the zones */
  readonly names?: readonly string[];
}

/** What reading records and changing their weights takes. */
export function recordStatements({ region, hostedZoneIds, recordTypes, names }: ChangeableRecords): PolicyStatement[] {
  const partition = partitionOf(region);
  const zoneArns = hostedZoneIds.map((id) => `arn:${partition}:route53:::hostedzone/${id}`);
  return [
    { Sid: 'ReadRecords', Action: ['route53:ListResourceRecordSets'], Resource: zoneArns },
    {
      Sid: 'ChangeWeights',
      Action: ['route53:ChangeResourceRecordSets'],
      Resource: zoneArns,
      Condition: {
        'ForAllValues:StringEquals': {
          ...(names && { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': names }),
          'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
          'route53:ChangeResourceRecordSetsRecordTypes': recordTypes,
        },
      },
    },
    // Route 53 makes up the id of a change when the change is sent, so a policy cannot name it.
    { Sid: 'ReadChange', Action: ['route53:GetChange'], Resource: [`arn:${partition}:route53:::change/*`] },
  ];
}
