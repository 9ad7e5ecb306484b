import type { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import type { WeightedRecords } from '../aws/weighted-records';
import { ScheduledDrill } from '../drill/scheduled-drill';
import type { BundledFunction } from '../lambda/bundled-function';
import type { LambdaPlace } from '../lambda/common-function-props';
import { EventsFunction } from '../lambda/events-function';
import { placeOf } from '../lambda/lambda-place';
import type { WitnessStore } from '../witness-store';
import type { CommunityVaultDrProps } from './community-vault-dr-props';
import type { CommunityWatchSettings } from './community-watch';
import type { PairStore } from './pair-store';
import { perCluster } from './per-cluster';

type OfEach<T> = Readonly<Record<ClusterName, T>>;

/** What a pair gives to each of its Lambdas, beside its props. */
interface Sight<Store extends PairStore> extends LambdaPlace {
  readonly witnessTable: WitnessStore['table'] | undefined;
  readonly stores: OfEach<Store>;
  readonly records: WeightedRecords;
}

/** The tables, the records and the place of the Lambdas of a region. */
export const sightOf = <Store extends PairStore>(
  cluster: ClusterName,
  props: CommunityVaultDrProps,
  pair: { readonly stores: OfEach<Store>; readonly records: WeightedRecords },
  witness: WitnessStore | undefined,
): Sight<Store> => ({
  ...placeOf(cluster, props),
  witnessTable: witness?.table,
  stores: pair.stores,
  records: pair.records,
});

/** How the Lambdas log in to Vault. */
export const loginOf = ({ awsAuth, clientName }: CommunityVaultDrProps) => ({
  mountPath: awsAuth?.path ?? 'aws',
  serverId: awsAuth?.serverId ?? clientName,
  stsRegion: awsAuth?.stsRegion,
});

/** Where the store of a region is, and for whom it is made. */
export function storeOf(cluster: ClusterName, props: CommunityVaultDrProps) {
  const { provider, region } = props[cluster];
  return { provider, region, alarms: isWatched(props), stream: sendsEvents(props) };
}

export const isWatched = ({ watch }: CommunityVaultDrProps): boolean => watch !== false;

const sendsEvents = ({ events }: CommunityVaultDrProps): boolean => events ?? true;

/** @returns `undefined` if `watch` is `false` */
export function createWatches<Watch>(
  { watch = {} }: CommunityVaultDrProps,
  create: (cluster: ClusterName, settings: CommunityWatchSettings) => Watch,
): OfEach<Watch> | undefined {
  return watch === false ? undefined : perCluster((cluster) => create(cluster, watch));
}

/** @returns `undefined` if `events` is `false` */
export function createEvents(
  pair: Construct & { readonly stores: OfEach<PairStore> },
  props: CommunityVaultDrProps,
): OfEach<EventsFunction> | undefined {
  if (!sendsEvents(props)) return undefined;
  return perCluster((cluster) => {
    const { accountId, key, journal } = pair.stores[cluster];
    return new EventsFunction(pair, `${cluster}-events`, {
      ...props,
      ...placeOf(cluster, props),
      accountId,
      kmsKeyArn: key.arn,
      journal,
    });
  });
}

interface Drilled extends Construct {
  readonly controlPlanes: { readonly home: { readonly operations: { readonly lambda: BundledFunction } } };
  readonly watches: { readonly home: { readonly topicArns: readonly string[] } } | undefined;
}

/** It runs in the region of home, and calls only the Lambda there. @returns `undefined` without a schedule */
export function createScheduledDrill(
  pair: Drilled,
  props: CommunityVaultDrProps,
  times: { readonly operationTimeoutSeconds: number; readonly followSeconds?: number },
): ScheduledDrill | undefined {
  const { drill, home, watch } = props;
  const { schedule } = drill ?? {};
  if (schedule === undefined) return undefined;
  return new ScheduledDrill(pair, 'scheduled-drill', {
    ...props,
    ...times,
    provider: home.provider,
    settings: { ...drill, schedule },
    operations: pair.controlPlanes.home.operations.lambda,
    topicArns: pair.watches?.home.topicArns ?? [],
    alarmsPage: watch === false ? undefined : watch?.alarmsPage,
  });
}
