import type { EnvironmentName } from '../../live/environments';
import { DeliveryError } from '../errors';
import type { Revision } from '../git';
import type { Apply } from '../records/records';
import type { Records } from '../records/store';
import { saveLeftState } from '../state/left';
import { hasErroredState } from '../terraform/errored';
import { PLAN_FILE } from '../terraform/planned';
import type { Terraform } from '../terraform/terraform';

/** Everything about an apply that is known before it begins. */
export type Intent = Pick<Apply, 'digest' | 'by' | 'review' | 'approval' | 'skipped' | 'rules' | 'rolledBackFrom'> & {
  readonly environment: EnvironmentName;
  readonly revision: Revision;
};

/** Writes the record of an apply. The times are those of now. @returns its key */
export function record(
  records: Records,
  { revision, ...intent }: Intent,
  result: Apply['result'],
  startedAt = new Date(),
): Promise<string> {
  const times = { startedAt: startedAt.toISOString(), endedAt: new Date().toISOString() };
  return records.write({ kind: 'apply', ...revision, ...intent, result, ...times }, times.startedAt);
}

/**
 * Applies the plan file in a folder, and writes the record of it, also when it fails.
 *
 * @throws DeliveryError when Terraform fails: first where the state is, if it could not be uploaded
 */
export async function carryOut(
  terraform: Terraform,
  folder: string,
  records: Records,
  intent: Intent,
  success: 'applied' | 'destroyed',
): Promise<void> {
  const startedAt = new Date();
  const failure = await terraform.apply(PLAN_FILE).then(
    () => undefined,
    (error: Error) => error,
  );
  // The state first: nothing may come between its loss and its rescue.
  const saved = hasErroredState(folder) ? await saveLeftState(intent.environment, folder) : undefined;
  const recorded = record(records, intent, failure === undefined ? success : 'failed', startedAt);
  const unrecorded = await recorded.then(
    () => undefined,
    (error: Error) =>
      `What was done to ${intent.environment} is not recorded, so it counts as affected still: ${error.message}`,
  );
  if (failure !== undefined) {
    failure.message = [saved, failure.message, unrecorded].filter(Boolean).join('\n\n');
    throw failure;
  }
  if (unrecorded !== undefined) throw new DeliveryError(unrecorded);
}
