import type { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { invokeAuth } from '../dr-operation-token-gen/invoke-auth';
import type { SnapshotOptions } from '../dr-operations/replication/snapshot';
import { awsClientConfig } from '../shared/aws';
import type { ClusterName } from '../shared/contract';
import { SnapshotStore } from '../shared/snapshot-store';
import type { CommunitySight } from './config';

/** The files in the region of each cluster. */
export function openStores({ operations, buckets }: CommunitySight): SnapshotOptions['stores'] {
  // A download takes as long as the file is large. Each look at a bucket has a shorter limit of its own.
  const files = awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 45_000, maxAttempts: 2 });
  const store = (cluster: ClusterName): SnapshotStore => {
    const region = operations.regions[cluster];
    return new SnapshotStore(new S3Client({ region, ...files }), buckets[cluster], region);
  };
  return { home: store('home'), away: store('away') };
}

/** Logs in at a cluster by the Lambda `auth` of the region. */
export const loginBy =
  (lambda: LambdaClient, { authFunctionArn, authRole: role }: CommunitySight): SnapshotOptions['login'] =>
  async (cluster) =>
    (await invokeAuth(lambda, authFunctionArn, { role, cluster })).token;
