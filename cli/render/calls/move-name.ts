import type { ClusterName } from '../../../functions/shared/contract';
import { MAX_WEIGHT } from '../../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../../config';

/**
 * Commands of the AWS CLI that move the client name to a cluster, in one batch per zone. They read the records first, because an
 * UPSERT replaces the whole record, and the zone knows whether it is a CNAME or an alias.
 */
export function moveNameCommands(
  settings: Pick<EnvironmentSettings, 'hostedZoneIds' | 'clientName' | ClusterName>,
  active: ClusterName,
): readonly string[] {
  const { hostedZoneIds, clientName, home, away } = settings;
  const ours = `"${home.setIdentifier}", "${away.setIdentifier}"`;
  const { setIdentifier } = active === 'home' ? home : away;
  return hostedZoneIds.flatMap((hostedZoneId) => [
    `aws route53 list-resource-record-sets --hosted-zone-id ${hostedZoneId} ` +
      `--query "ResourceRecordSets[?Name=='${clientName}.']" > records.json`,
    `jq '{Changes: [.[] | select(.SetIdentifier | IN(${ours})) | ` +
      `.Weight = (if .SetIdentifier == "${setIdentifier}" then ${MAX_WEIGHT} else 0 end) | ` +
      `{Action: "UPSERT", ResourceRecordSet: .}]}' records.json > change.json`,
    `aws route53 change-resource-record-sets --hosted-zone-id ${hostedZoneId} --change-batch file://change.json`,
  ]);
}
