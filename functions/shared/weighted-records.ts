import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { Weights } from '../dns-switch/contract';
import type { Clock, Deadline } from './clock';
import { CLUSTER_NAMES, DNS_ENV, otherCluster, type ClusterName } from './contract';
import { required, type Env } from './env';
import { AwsError, RecordsError } from './errors';
import { poll } from './retry';

export interface DnsConfig {
  readonly hostedZoneId: string;
  /** Without a dot at the end. */
  readonly clientName: string;
  readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
}

export const MAX_WEIGHT = 255;

/** @throws ConfigError when a variable is missing */
export const parseDnsConfig = (env: Env): DnsConfig => ({
  hostedZoneId: required(env, DNS_ENV.hostedZoneId),
  clientName: required(env, DNS_ENV.clientName),
  setIdentifiers: {
    home: required(env, DNS_ENV.homeSetIdentifier),
    away: required(env, DNS_ENV.awaySetIdentifier),
  },
});

/** The two records of the client name. */
export interface WeightedRecords {
  readonly weights: Weights;
  /** The complete records, because an UPSERT replaces all of a record. */
  readonly sets: Readonly<Record<ClusterName, ResourceRecordSet>>;
}

/** The weights that send all traffic to one cluster. */
export const weightsFor = (active: ClusterName): Weights => ({
  home: active === 'home' ? MAX_WEIGHT : 0,
  away: active === 'away' ? MAX_WEIGHT : 0,
});

/** The cluster that gets all traffic, or `undefined` if the weights name none. */
export function activeByWeight({ home, away }: Weights): ClusterName | undefined {
  if (home > 0 && away === 0) return 'home';
  if (away > 0 && home === 0) return 'away';
  return undefined;
}

/** Whether the weights were edited by hand: this system writes only 0 and 255. */
export const isForeign = ({ home, away }: Weights): boolean =>
  [home, away].some((weight) => weight !== 0 && weight !== MAX_WEIGHT);

/**
 * Reads the records of the client name.
 *
 * @throws RecordsError if they are missing or not only ours; AwsError if Route 53 fails
 */
export async function observeRecords(
  client: Route53Client,
  config: DnsConfig,
  deadline: Deadline,
): Promise<WeightedRecords> {
  const listed = await call('ListResourceRecordSets', deadline, (abortSignal) =>
    client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: config.hostedZoneId,
        StartRecordName: config.clientName,
        MaxItems: 100,
      }),
      { abortSignal },
    ),
  );
  return parseRecords(listed.ResourceRecordSets ?? [], config);
}

/** Picks the two records of the client name out of a listing. Pure. @throws RecordsError */
export function parseRecords(listed: readonly ResourceRecordSet[], config: DnsConfig): WeightedRecords {
  const { clientName, hostedZoneId, setIdentifiers } = config;
  const fqdn = `${clientName.toLowerCase()}.`;
  const ours = listed.filter(({ Name, SetIdentifier }) => Name?.toLowerCase() === fqdn && SetIdentifier !== undefined);
  const find = (cluster: ClusterName): ResourceRecordSet => {
    const set = ours.find(({ SetIdentifier }) => SetIdentifier === setIdentifiers[cluster]);
    if (set?.Weight === undefined) {
      throw new RecordsError(
        `The zone ${hostedZoneId} has no weighted record "${setIdentifiers[cluster]}" of ${clientName}`,
        'Apply the stack again to create it, or correct HOSTED_ZONE_ID, CLIENT_NAME and the set identifiers.',
      );
    }
    return set;
  };
  const sets = { home: find('home'), away: find('away') };
  const stranger = ours.find((set) => !CLUSTER_NAMES.some((cluster) => sets[cluster] === set) && set.Weight !== 0);
  if (stranger) {
    throw new RecordsError(
      `${clientName} has another record, "${stranger.SetIdentifier}", that takes traffic`,
      'Delete it or set its weight to 0. Only the two records of this system may answer for the client name.',
    );
  }
  return { sets, weights: { home: sets.home.Weight ?? 0, away: sets.away.Weight ?? 0 } };
}

/** Changes both weights in one batch. @returns the id of the change @throws AwsError */
export async function changeWeights(
  client: Route53Client,
  config: DnsConfig,
  { sets }: WeightedRecords,
  active: ClusterName,
  deadline: Deadline,
): Promise<string> {
  const weights = weightsFor(active);
  const answer = await call('ChangeResourceRecordSets', deadline, (abortSignal) =>
    client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: config.hostedZoneId,
        ChangeBatch: {
          Comment: `${otherCluster(active)} to ${active}`,
          Changes: CLUSTER_NAMES.map((cluster) => ({
            Action: 'UPSERT',
            ResourceRecordSet: { ...sets[cluster], Weight: weights[cluster] },
          })),
        },
      }),
      { abortSignal },
    ),
  );
  return answer.ChangeInfo?.Id?.replace('/change/', '') ?? '';
}

/** Waits until every name server of Route 53 has the change. @returns whether that was before the deadline */
export async function awaitInsync(
  client: Route53Client,
  changeId: string,
  clock: Clock,
  deadline: Deadline,
): Promise<boolean> {
  const insync = await poll(
    async () => {
      const answer = await call('GetChange', deadline, (abortSignal) =>
        client.send(new GetChangeCommand({ Id: changeId }), { abortSignal }),
      );
      return answer.ChangeInfo?.Status === 'INSYNC' ? true : undefined;
    },
    // Route 53 allows five requests per second and account.
    { clock, deadline, backOff: { firstMs: 400, mostMs: 2000 } },
  );
  return insync ?? false;
}

const REMEDY =
  'Check the permissions of this Lambda and the zone. If Route 53 itself is down, set the weights by hand when it is back.';

async function call<T>(name: string, deadline: Deadline, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await send(AbortSignal.timeout(Math.max(1, deadline.remainingMs())));
  } catch (cause) {
    throw new AwsError('Route 53', name, cause, REMEDY);
  }
}
