import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { invokeAuth } from '../dr-operation-token-gen/invoke-auth';
import { awsClientConfig } from '../shared/aws';
import { Deadline, startClock } from '../shared/clock';
import { createLogger } from '../shared/log';
import { SnapshotStore } from '../shared/snapshot-store';
import { closeVaultClients, openVaultClients, withClientCertificate } from '../shared/vault-config';
import { parsePullerConfig } from './config';
import type { PullResult } from './contract';
import { ageMetrics, failureMetrics } from './measure';
import { publish } from './publish';
import { pull } from './pull';

const logger = createLogger();
// An upload takes as long as the file is large.
const s3 = new S3Client(awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 45_000, maxAttempts: 2 }));
const lambda = new LambdaClient(
  awsClientConfig({ connectionTimeoutMs: 1000, requestTimeoutMs: 20_000, maxAttempts: 2 }),
);

/** The schedule may call it each minute, and two must not run at once. */
const MOST_MS = 50_000;
/** Part of the Lambda's time that is reserved for the metrics. */
const RESERVE_MS = 3_000;

/**
 * Takes a raft snapshot of the other region's cluster into the bucket of this region, by schedule.
 *
 * @throws VaultDrError; the files that are there stay
 */
export const handler = async (_event: unknown, context: Context): Promise<PullResult> => {
  logger.addContext(context);
  const config = parsePullerConfig(process.env);
  const clock = startClock();
  const deadline = Deadline.in(clock, Math.min(MOST_MS, context.getRemainingTimeInMillis() - RESERVE_MS));
  const store = new SnapshotStore(s3, config.bucket, config.region);
  const vault = openVaultClients(await withClientCertificate(config.vault));
  try {
    const { file, ...result } = await pull({
      ...config,
      vault,
      store,
      clock,
      deadline,
      login: async (cluster) =>
        (await invokeAuth(lambda, config.authFunctionArn, { role: config.authRole, cluster })).token,
    });
    logger.info(result.skipped === undefined ? 'snapshot taken' : 'nothing to take', { ...result });
    if (result.notRestorable.length > 0) logger.error('the snapshot could not be restored here', { ...result });
    if (result.parkedFile === 'failed') logger.error('no file of the parked cluster', { ...result });
    publish(ageMetrics(result, file, clock.now()), config.deployment);
    return result;
  } catch (error) {
    publish(await failureMetrics(store, clock), config.deployment);
    throw error;
  } finally {
    closeVaultClients(vault);
  }
};
