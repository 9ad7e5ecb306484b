import { DeliveryError } from '../errors';
import { includes } from './setting';

/** A statement of a bucket policy or a lifecycle rule, by its name. */
export type Named<T> = readonly [name: string, value: T];

/**
 * Adds ours to what a bucket has. What others have put there stays as it is.
 *
 * @param isOurs whether this tool, at some time, has written the one of the same name; it may then be replaced
 * @throws DeliveryError when one of the same name differs and is not ours
 */
export function merge<T extends object>(
  present: readonly Named<T>[],
  ours: readonly Named<T>[],
  what: string,
  isOurs: (present: T, ours: T) => boolean,
): T[] {
  for (const [name, value] of ours) {
    const same = present.find(([each]) => each === name)?.[1];
    if (same !== undefined && !includes(same, value) && !isOurs(same, value)) {
      throw new DeliveryError(
        `the bucket has ${what} ${name}, which is another than ours: give it another name, then run this again`,
      );
    }
  }
  const names = new Set(ours.map(([name]) => name));
  return [...present.filter(([name]) => !names.has(name)), ...ours].map(([, value]) => value);
}
