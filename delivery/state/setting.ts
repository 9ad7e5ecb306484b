/** One thing that has to be so, and how to make it so. */
export interface Setting {
  /** What is done, as in "block public access". */
  readonly what: string;
  readonly isSet: () => Promise<boolean>;
  readonly set: () => Promise<unknown>;
}

/** How AWS says that something is not there yet. */
const ABSENT = new Set([
  'NoSuchBucket',
  'NoSuchBucketPolicy',
  'NoSuchLifecycleConfiguration',
  'NoSuchPublicAccessBlockConfiguration',
  'NotFound',
  'NotFoundException',
  'OwnershipControlsNotFoundError',
  'ServerSideEncryptionConfigurationNotFoundError',
]);

/** @returns what a read gives, or `undefined` when there is nothing to read */
export async function readIfThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (ABSENT.has((error as Error).name)) return undefined;
    throw error;
  }
}

/** Whether `actual` has everything that `wanted` has; AWS adds defaults of its own. */
export function includes(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  if (typeof actual !== 'object' || actual === null) return false;
  const values = actual as Record<string, unknown>;
  return Object.entries(wanted).every(([key, value]) => includes(values[key], value));
}
