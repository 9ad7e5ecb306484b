import type { Construct } from 'constructs';
import type { ClusterName } from '../../functions/shared/contract';
import { partitionOf } from '../../functions/shared/partition';
import { SnapshotStore } from '../cluster/snapshot-store';
import type { IGrantable } from '../private/grantee';
import { nameOf } from '../private/names';
import { PairStore, type PairStoreProps } from './pair-store';

/** Folders of a bucket: the files of the schedule, that of a parked cluster, last files for a person, and what was sealed. */
const SNAPSHOTS = 'snapshots/';
const PARKED = 'parked/';
const FOLDERS = [SNAPSHOTS, PARKED, 'kept/', 'demoted/'] as const;
/** For how long S3 keeps a file that expired or was deleted, days. A new one comes with each interval. */
const NONCURRENT_DAYS = 1;

/** Props of `CommunityStore`. */
export interface CommunityStoreProps extends PairStoreProps {
  /** The cluster of the region. */
  readonly cluster: ClusterName;
  /** For how long a snapshot is kept, days. */
  readonly keepDays: number;
}

/** What a pair with `snapshotReplication` stores in one region: also the files that are restored there. */
export class CommunityStore extends PairStore {
  /** The bucket. */
  readonly snapshots: SnapshotStore;
  private readonly bucketArn: string;

  constructor(scope: Construct, id: string, props: CommunityStoreProps) {
    super(scope, id, props);
    const { provider, region, deletionProtection, keepDays, cluster, environment, identifier, tags } = props;
    const bucket = `${nameOf('vault-dr-copies', props, cluster)}-${this.accountId}`;
    this.snapshots = new SnapshotStore(this, 'snapshots', {
      provider,
      region,
      environment,
      identifier,
      deletionProtection,
      keepDays,
      tags,
      bucket,
      accountId: this.accountId,
      kmsKeyArn: this.key.arn,
      // What was sealed must be known for as long as it is.
      expires: { prefix: SNAPSHOTS, noncurrentDays: NONCURRENT_DAYS },
    });
    this.bucketArn = `arn:${partitionOf(region)}:s3:::${this.snapshots.location.bucket}`;
  }

  /** Name of the bucket. */
  get bucket(): string {
    return this.snapshots.location.bucket;
  }

  /** Lets the puller of this region add files of the schedule and that of a parked cluster, and look at the newest ones. */
  grantPull(role: IGrantable): void {
    grantFiles(role, 'Copies', [this], [SNAPSHOTS, PARKED]);
  }

  /** ARNs of what is in these folders. */
  objects(folders: readonly string[]): readonly string[] {
    return folders.map((folder) => `${this.bucketArn}/${folder}*`);
  }

  /** ARN of the bucket. */
  get arn(): string {
    return this.bucketArn;
  }
}

type Stores = Readonly<Record<ClusterName, CommunityStore>>;

/** Lets the operations read and add files in the regions of both clusters. Nothing may be deleted. */
export const grantStores = (role: IGrantable, stores: Stores): void =>
  grantFiles(role, 'Copies', [stores.home, stores.away], FOLDERS);

/** Lets the watch look at the newest files of both regions, and at what was sealed. */
export const grantLookAtStores = (role: IGrantable, stores: Stores): void =>
  grantFiles(role, 'Copies', [stores.home, stores.away], [SNAPSHOTS, 'demoted/'], 'read');

const ACTIONS = { read: ['s3:GetObject'], write: ['s3:GetObject', 's3:PutObject'] };
const KEY_ACTIONS = { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'] };

function grantFiles(
  role: IGrantable,
  sid: string,
  stores: readonly CommunityStore[],
  folders: readonly string[],
  access: 'read' | 'write' = 'write',
): void {
  role.allow({
    Sid: sid,
    Action: ACTIONS[access],
    Resource: stores.flatMap((store) => store.objects(folders)),
  });
  // Without it, S3 does not tell a file that is missing from one that may not be read.
  role.allow({ Sid: `${sid}List`, Action: ['s3:ListBucket'], Resource: stores.map(({ arn }) => arn) });
  role.allow({ Sid: `${sid}Key`, Action: KEY_ACTIONS[access], Resource: stores.map(({ key }) => key.arn) });
}
