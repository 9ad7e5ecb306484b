/** One setting: how to check it, and how to make it. */
export interface Setting {
  /** What `set` does, for example "block public access". */
  readonly what: string;
  readonly isSet: () => Promise<boolean>;
  readonly set: () => Promise<unknown>;
}

/** Names of the AWS errors that mean that something does not exist yet. */
const ABSENT = new Set([
  'NoSuchBucket',
  'NoSuchBucketPolicy',
  'NoSuchEntity',
  'NoSuchKey',
  'NoSuchLifecycleConfiguration',
  'NoSuchPublicAccessBlockConfiguration',
  'NotFound',
  'NotFoundException',
  'ObjectLockConfigurationNotFoundError',
  'OwnershipControlsNotFoundError',
  'ServerSideEncryptionConfigurationNotFoundError',
]);

/** @returns the result of a read; `undefined` when what is read does not exist */
export async function readIfThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (ABSENT.has((error as Error).name)) return undefined;
    throw error;
  }
}

/** Whether `actual` has all values of `wanted`. It may have more, because AWS adds defaults. */
export function includes(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  if (typeof actual !== 'object' || actual === null) return false;
  const values = actual as Record<string, unknown>;
  return Object.entries(wanted).every(([key, value]) => includes(values[key], value));
}
