import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { awsClientConfig } from '../../../functions/shared/aws';

export interface StateClients {
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
}

/** Clients with an end to every call; credentials and endpoints are found as every AWS tool finds them. */
export function createStateClients(region: string): StateClients {
  const limits = awsClientConfig({ connectionTimeoutMs: 3_000, requestTimeoutMs: 10_000, maxAttempts: 3 });
  return {
    kms: new KMSClient({ region, ...limits }),
    // An endpoint of one's own (an emulator, a private link by IP) has no name for each bucket.
    s3: new S3Client({ region, ...limits, forcePathStyle: Boolean(process.env['AWS_ENDPOINT_URL']) }),
    sts: new STSClient({ region, ...limits }),
  };
}
