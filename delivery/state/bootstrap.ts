import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { DeliveryError } from '../errors';
import { bucketSettings } from './bucket-settings';
import type { StateClients } from './clients';
import type { StateStore } from './desired';
import { keySettings } from './key-settings';

export interface BootstrapOptions {
  /** Say what would be done. @default false */
  readonly dryRun?: boolean | undefined;
  readonly report: (line: string) => void;
}

/**
 * Makes the state bucket of an environment and its key, as far as they are not there. Safe to run again: it does what is
 * missing, and puts back what was changed.
 *
 * @returns how many things were done, or would be
 * @throws DeliveryError in the wrong account, before anything is done
 */
export async function bootstrapState(
  clients: StateClients,
  store: StateStore,
  { dryRun = false, report }: BootstrapOptions,
): Promise<number> {
  await assertAccount(clients, store);
  let count = 0;
  // In this order, because the bucket needs the key, and each of the rest the bucket.
  for (const { what, isSet, set } of [...keySettings(clients, store), ...bucketSettings(clients, store)]) {
    if (await isSet()) continue;
    count += 1;
    if (!dryRun) await set();
    report(dryRun ? `would ${what}` : what);
  }
  return count;
}

async function assertAccount({ sts }: StateClients, { accountId, environment }: StateStore): Promise<void> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account !== accountId) {
    throw new DeliveryError(
      `these credentials are of account ${Account ?? 'unknown'}, and ${environment} is ${accountId}: log in there`,
    );
  }
}
