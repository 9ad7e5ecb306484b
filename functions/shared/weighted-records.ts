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
import { optional, required, type Env } from './env';
import { AwsError, RecordsError } from './errors';
import { poll } from './retry';

export interface DnsConfig {
  /** Every zone that has the client name, such as a public and a private one. At least one. */
  readonly hostedZoneIds: readonly string[];
  /** Without a dot at the end. */
  readonly clientName: string;
  readonly setIdentifiers: Readonly<Record<ClusterName, string>>;
  /** Role to assume for Route 53, if the zone is in another account. @default - the caller's own identity */
  readonly roleArn?: string;
}

export const MAX_WEIGHT = 255;

/** @throws ConfigError when a variable is missing */
export const parseDnsConfig = (env: Env): DnsConfig => ({
  hostedZoneIds: required(env, DNS_ENV.hostedZoneIds).split(','),
  clientName: required(env, DNS_ENV.clientName),
  setIdentifiers: {
    home: required(env, DNS_ENV.homeSetIdentifier),
    away: required(env, DNS_ENV.awaySetIdentifier),
  },
  roleArn: optional(env, DNS_ENV.roleArn),
});

/** The records of the client name. */
export interface WeightedRecords {
  readonly weights: Weights;
  readonly zones: readonly ZoneRecords[];
}

/** The records of the client name in one zone. */
export interface ZoneRecords {
  readonly hostedZoneId: string;
  /** The complete records, because an UPSERT replaces all of a record. Each cluster has one of each type, such as A and AAAA. */
  readonly sets: Readonly<Record<ClusterName, readonly ResourceRecordSet[]>>;
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
export const isForeign = ({ home, away }: Weights): boolean => [home, away].some(isForeignWeight);

const isForeignWeight = (weight: number): boolean => weight !== 0 && weight !== MAX_WEIGHT;

/**
 * Reads the records of the client name in every zone.
 *
 * @throws RecordsError if they are missing or not only ours; AwsError if Route 53 fails
 */
export async function observeRecords(
  client: Route53Client,
  config: DnsConfig,
  deadline: Deadline,
): Promise<WeightedRecords> {
  const zones = await Promise.all(
    config.hostedZoneIds.map(async (HostedZoneId) => {
      const listed = await call('ListResourceRecordSets', deadline, (abortSignal) =>
        client.send(
          new ListResourceRecordSetsCommand({ HostedZoneId, StartRecordName: config.clientName, MaxItems: 100 }),
          { abortSignal },
        ),
      );
      return parseRecords(listed.ResourceRecordSets ?? [], HostedZoneId, config);
    }),
  );
  return withWeights(zones);
}

/** Picks the records of the client name out of the listing of one zone. Pure. @throws RecordsError */
export function parseRecords(
  listed: readonly ResourceRecordSet[],
  hostedZoneId: string,
  { clientName, setIdentifiers }: DnsConfig,
): ZoneRecords {
  const fqdn = `${clientName.toLowerCase()}.`;
  const named = listed.filter(({ Name, Type }) => Name?.toLowerCase() === fqdn && LEADS_TO_ADDRESSES.has(Type ?? ''));
  const find = (cluster: ClusterName): ResourceRecordSet[] => {
    const sets = named.filter(
      ({ SetIdentifier, Weight }) => SetIdentifier === setIdentifiers[cluster] && Weight !== undefined,
    );
    if (sets.length > 0) return sets;
    throw new RecordsError(
      `The zone ${hostedZoneId} has no weighted record "${setIdentifiers[cluster]}" of ${clientName}`,
      'Apply the stack again to create it, or correct HOSTED_ZONE_IDS, CLIENT_NAME and the set identifiers.',
    );
  };
  const sets = { home: find('home'), away: find('away') };
  const ours = [...sets.home, ...sets.away];
  const stranger = named.find((set) => !ours.includes(set) && set.Weight !== 0);
  if (stranger) {
    const { Type, SetIdentifier } = stranger;
    throw new RecordsError(
      `${clientName} has another record that takes traffic: ${Type} ${SetIdentifier ?? 'without a set identifier'}`,
      'Delete it, or set its weight to 0 if it is weighted. Only the records of this system may answer for the client name.',
    );
  }
  const single = ours.find(({ Type }) => ours.filter((set) => set.Type === Type).length === 1);
  if (single) {
    throw new RecordsError(
      `${clientName} has a weighted ${single.Type} record of one cluster only`,
      'Apply the stack again to create the other one. Clients of that type are not led to the other cluster without it.',
    );
  }
  return { hostedZoneId, sets };
}

/** Adds the weights that all zones have together. Pure. */
export function withWeights(zones: readonly ZoneRecords[]): WeightedRecords {
  const weightOfAll = (cluster: ClusterName): number => weightOf(zones.flatMap(({ sets }) => sets[cluster]));
  return { zones, weights: { home: weightOfAll('home'), away: weightOfAll('away') } };
}

/** Record types that give clients an address. A TXT record of the same name is ignored. */
const LEADS_TO_ADDRESSES: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/**
 * The weight of one cluster, of all types and zones. If they differ, a weight that was edited by hand counts first, then
 * the highest: a cluster that gets the clients of one type or zone gets clients.
 */
function weightOf(sets: readonly ResourceRecordSet[]): number {
  const weights = sets.map(({ Weight = 0 }) => Weight);
  return weights.find(isForeignWeight) ?? Math.max(...weights);
}

/**
 * Changes the weights of both clusters, of all record types: one batch per zone, because a batch cannot have two zones. If
 * one zone fails, the others may have changed; the same call can be made again.
 *
 * @returns the ids of the changes, which `awaitInsync` takes
 * @throws AwsError
 */
export async function changeWeights(
  client: Route53Client,
  { zones }: WeightedRecords,
  active: ClusterName,
  deadline: Deadline,
): Promise<string> {
  const weights = weightsFor(active);
  const changes = await Promise.allSettled(
    zones.map(async ({ hostedZoneId, sets }) => {
      const answer = await call('ChangeResourceRecordSets', deadline, (abortSignal) =>
        client.send(
          new ChangeResourceRecordSetsCommand({
            HostedZoneId: hostedZoneId,
            ChangeBatch: {
              Comment: `${otherCluster(active)} to ${active}`,
              Changes: CLUSTER_NAMES.flatMap((cluster) =>
                sets[cluster].map((set) => ({
                  Action: 'UPSERT' as const,
                  ResourceRecordSet: { ...set, Weight: weights[cluster] },
                })),
              ),
            },
          }),
          { abortSignal },
        ),
      );
      return answer.ChangeInfo?.Id?.replace('/change/', '') ?? '';
    }),
  );
  // All batches were sent before the error of one is told: a zone that works does not wait for another one.
  const failed = changes.find((change) => change.status === 'rejected');
  if (failed) throw failed.reason;
  return changes.map((change) => (change.status === 'fulfilled' ? change.value : '')).join(BETWEEN_CHANGES);
}

const BETWEEN_CHANGES = ',';

/**
 * Waits until every name server of Route 53 has the changes. A throttled or lost answer is not an error, because the
 * changes themselves were accepted.
 *
 * @param changeIds from `changeWeights`
 * @returns whether every name server had them before the deadline
 * @throws AwsError if Route 53 refuses the call
 */
export async function awaitInsync(
  client: Route53Client,
  changeIds: string,
  clock: Clock,
  deadline: Deadline,
): Promise<boolean> {
  for (const changeId of changeIds.split(BETWEEN_CHANGES)) {
    if (!(await awaitOne(client, changeId, clock, deadline))) return false;
  }
  return true;
}

async function awaitOne(client: Route53Client, changeId: string, clock: Clock, deadline: Deadline): Promise<boolean> {
  const insync = await poll(
    async () => {
      try {
        const answer = await call('GetChange', deadline, (abortSignal) =>
          client.send(new GetChangeCommand({ Id: changeId }), { abortSignal }),
        );
        return answer.ChangeInfo?.Status === 'INSYNC' ? true : undefined;
      } catch (error) {
        if (error instanceof AwsError && error.retryable) return undefined;
        throw error;
      }
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
    if (cause instanceof AwsError) throw cause; // the role of the zone's account cannot be assumed
    throw new AwsError('Route 53', name, cause, REMEDY);
  }
}
