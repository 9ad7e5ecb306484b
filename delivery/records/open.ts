import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsClientConfig } from '../../functions/shared/aws';
import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { DeliveryError } from '../errors';
import { createS3Client } from '../state/clients';
import { Records } from './store';

const LIMITS = { connectionTimeoutMs: 3_000, requestTimeoutMs: 10_000, maxAttempts: 3 };

/** Gives a task the records of an environment. */
export async function withRecords<T>(environment: EnvironmentName, task: (records: Records) => Promise<T>): Promise<T> {
  const client = createS3Client(CONFIGS[environment].state.region);
  try {
    return await task(new Records(client, environment));
  } finally {
    client.destroy();
  }
}

/** @returns the Jenkins build, or the identity in AWS of a person */
export async function whoRuns(environment: EnvironmentName): Promise<string> {
  const build = process.env['BUILD_URL'];
  if (build) return build;
  const sts = new STSClient({ region: CONFIGS[environment].state.region, ...awsClientConfig(LIMITS) });
  try {
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    return Arn ?? 'unknown';
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : 'unknown';
    throw new DeliveryError(`AWS does not say who you are (${name}): log in with a role of ${environment}`, { cause });
  } finally {
    sts.destroy();
  }
}
