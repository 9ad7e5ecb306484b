import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ROOT_CREDENTIALS } from './aws/ministack';
import type { ZoneView } from './dns/zone-view';
import type { ClusterName } from './vault';

const ZONE = 'dev.example.com';
export const NAMES = { client: `vault.${ZONE}`, home: `vault-primary.${ZONE}`, away: `vault-dr.${ZONE}` } as const;

/** Creates the zone as it is before the stack is applied: a record for each cluster, none for the client name. */
export async function createZone(
  endpoint: string,
  pair: Readonly<Record<ClusterName, { readonly host: string }>>,
): Promise<string> {
  const client = new Route53Client({ region: 'us-east-1', endpoint, credentials: ROOT_CREDENTIALS });
  const { HostedZone } = await client.send(
    new CreateHostedZoneCommand({ Name: ZONE, CallerReference: `local-world-${process.pid}-${Date.now()}` }),
  );
  const HostedZoneId = HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
  await client.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId,
      ChangeBatch: {
        Changes: (['home', 'away'] as const).map((name) => ({
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: NAMES[name],
            Type: 'A',
            TTL: 1,
            ResourceRecords: [{ Value: pair[name].host }],
          },
        })),
      },
    }),
  );
  client.destroy();
  return HostedZoneId;
}

export async function readWeights(zone: ZoneView): Promise<Record<ClusterName, number>> {
  const records = await zone.find(NAMES.client);
  const weight = (name: ClusterName): number =>
    records.find(({ SetIdentifier }) => isRecordOf(name, SetIdentifier))?.Weight ?? NaN;
  return { home: weight('home'), away: weight('away') };
}

export async function writeWeights(zone: ZoneView, weights: Readonly<Record<ClusterName, number>>): Promise<void> {
  const records = await zone.find(NAMES.client);
  const changed = records.flatMap((record) => {
    const owner = (['home', 'away'] as const).find((name) => isRecordOf(name, record.SetIdentifier));
    return owner ? [{ ...record, Weight: weights[owner] }] : [];
  });
  await zone.upsert(changed);
}

const isRecordOf = (name: ClusterName, setIdentifier: string | undefined): boolean =>
  setIdentifier?.startsWith(`vault-${name}-`) ?? false;
