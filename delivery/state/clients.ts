import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { awsClientConfig } from '../../functions/shared/aws';
import { IamApi } from './iam-api';

export interface StateClients {
  readonly iam: IamApi;
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
}

const REQUEST_TIMEOUT_MS = 10_000;

const limits = (requestTimeoutMs = REQUEST_TIMEOUT_MS): ReturnType<typeof awsClientConfig> =>
  awsClientConfig({ connectionTimeoutMs: 3_000, requestTimeoutMs, maxAttempts: 3 });

/** Clients with a time-out for every call. Credentials and endpoints come from the usual AWS settings. */
export function createStateClients(region: string): StateClients {
  const sts = new STSClient({ region, ...limits() });
  return {
    iam: new IamApi(() => sts.config.credentials(), region, process.env['AWS_ENDPOINT_URL']),
    kms: new KMSClient({ region, ...limits() }),
    s3: createS3Client(region),
    sts,
  };
}

/** @param requestTimeoutMs time-out of one attempt. @default 10000 */
export const createS3Client = (region: string, requestTimeoutMs?: number): S3Client =>
  new S3Client({
    region,
    ...limits(requestTimeoutMs),
    // An emulator or an endpoint with an IP address has no host name per bucket.
    forcePathStyle: Boolean(process.env['AWS_ENDPOINT_URL']),
  });
