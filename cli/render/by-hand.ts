import type { ClusterName } from '../../functions/shared/contract';
import { MAX_WEIGHT } from '../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../config';

type Names = Pick<EnvironmentSettings, 'hostedZoneId' | 'clientName' | ClusterName>;

/**
 * Commands of the AWS CLI that give the client name to a cluster in one batch. They read the records first, because a
 * change replaces all of one, and whether it is a CNAME or an alias is for the zone to say.
 */
export function moveNameCommands(
  { hostedZoneId, clientName, home, away }: Names,
  active: ClusterName,
): readonly string[] {
  const ours = `"${home.setIdentifier}", "${away.setIdentifier}"`;
  const { setIdentifier } = active === 'home' ? home : away;
  return [
    `aws route53 list-resource-record-sets --hosted-zone-id ${hostedZoneId} ` +
      `--query "ResourceRecordSets[?Name=='${clientName}.']" > records.json`,
    `jq '{Changes: [.[] | select(.SetIdentifier | IN(${ours})) | ` +
      `.Weight = (if .SetIdentifier == "${setIdentifier}" then ${MAX_WEIGHT} else 0 end) | ` +
      `{Action: "UPSERT", ResourceRecordSet: .}]}' records.json > change.json`,
    `aws route53 change-resource-record-sets --hosted-zone-id ${hostedZoneId} --change-batch file://change.json`,
  ];
}
