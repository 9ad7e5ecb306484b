import { Deadline, type Clock } from '../shared/clock';
import type { VaultDrError } from '../shared/errors';
import { AwsError, OperationTokenError, RecordsError } from '../shared/errors';
import type { VaultClients } from '../shared/vault-config';
import { observeRecords, type WeightedRecords } from '../shared/weighted-records';
import type { AwsClients } from './aws-clients';
import type { OperationsConfig } from './config';
import {
  batchToken,
  noCredentials,
  secretCredentials,
  type Credentials,
  type CredentialsInTime,
  type ReadCredentials,
} from './credentials';
import { DECISIVE_PROBES, Evidence } from './evidence';
import type { Journal } from './journal';
import type { ReplicationDriver } from './replication/driver';
import { enterprise } from './replication/enterprise';
import type { MoveNameByHand, RecordsObservation, TokenObservation, World } from './world';

/** The world, and what a step needs in addition. */
export interface Observation {
  readonly world: World;
  readonly replication: ReplicationDriver;
  /** The looks at the clusters; every later look is added to it. */
  readonly evidence: Evidence;
  readonly credentials: Credentials;
  readonly records: WeightedRecords | undefined;
  /** The typed error behind a token that could not be read. */
  readonly errors: { readonly token?: VaultDrError };
}

/** Limit of each AWS read of an observation. They run in parallel to the probes. */
const AWS_READ_MS = 3_000;

/** Clients that observing needs. */
export interface Observers {
  readonly vault: VaultClients;
  readonly aws: AwsClients;
  readonly clock: Clock;
  readonly journal: Journal;
  /** @default - DR replication of Vault Enterprise */
  readonly replication?: ReplicationDriver;
  /** @default - the batch token in the region's secret */
  readonly readCredentials?: ReadCredentials;
  /** If given, Route 53 is not used. */
  readonly moveNameByHand?: MoveNameByHand;
}

/** Observes everything a plan depends on, in parallel. What it sees is never an error. */
export async function observeWorld(
  observers: Observers,
  { vault: { probeTimeoutMs }, dns, secretArn, clusterAddresses, linkCaFile }: OperationsConfig,
): Promise<Observation> {
  const { vault, aws, clock, journal, readCredentials, moveNameByHand } = observers;
  const { replication = enterprise({ vault, clusterAddresses, linkCaFile }) } = observers;
  const deadline = Deadline.in(clock, AWS_READ_MS);
  const read =
    readCredentials ?? (secretArn === undefined ? noCredentials : secretCredentials(aws.secrets, secretArn, clock));
  const evidence = new Evidence({ replication, clock, probeTimeoutMs });
  const [clusters, token, records, { unfinished, promotion, known }, fenced] = await Promise.all([
    evidence.lookAtBoth(DECISIVE_PROBES),
    replication.traits.needsOperationToken ? caught(read(deadline)) : undefined,
    moveNameByHand ? undefined : caught(observeRecords(aws.route53, dns, deadline)),
    journal.readHistory(),
    replication.fenced?.(),
  ]);
  return {
    world: {
      now: clock.now(),
      clusters,
      records: describeRecords(records),
      token: describeToken(token),
      unfinished,
      historyKnown: known,
      ...(promotion && { promotion }),
      replication: replication.traits,
      ...(fenced && { fenced }),
      run: {},
    },
    replication,
    evidence,
    credentials: token === undefined || token instanceof Error ? batchToken(undefined) : token.credentials,
    records: records instanceof Error ? undefined : records,
    errors: token instanceof Error ? { token } : {},
  };
}

async function caught<T>(reading: Promise<T>): Promise<T | VaultDrError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof OperationTokenError || error instanceof RecordsError || error instanceof AwsError)
      return error;
    throw error;
  }
}

function describeRecords(records: WeightedRecords | VaultDrError | undefined): RecordsObservation {
  if (records === undefined) return { kind: 'unavailable', detail: 'the operator moves the name by hand.' };
  if (!(records instanceof Error)) return { kind: 'known', weights: records.weights };
  return { kind: records instanceof AwsError ? 'unavailable' : 'invalid', detail: records.message };
}

function describeToken(token: CredentialsInTime | VaultDrError | undefined): TokenObservation {
  if (token === undefined) return { kind: 'not-needed' };
  if (token instanceof Error) return { kind: 'unusable', detail: token.message };
  const { expiresAt, issuedAt, requestedTtlSeconds, rotationMinutes } = token;
  return { kind: 'usable', expiresAt, issuedAt, requestedTtlSeconds, rotationMinutes };
}
