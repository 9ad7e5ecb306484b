import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Access } from '../../live/agents';
import { DRILLED } from '../../live/environments';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import { DeliveryError } from '../errors';
import { bucketSettings } from './bucket-settings';
import { againOnConflict } from './conflict';
import type { StateClients } from './clients';
import { stateStoreOf, type StateStore } from './desired';
import { keySettings } from './key-settings';
import { roleSettings } from './role-settings';

export interface BootstrapOptions {
  /** Report what would be done, and do nothing. @default false */
  readonly dryRun?: boolean | undefined;
  readonly report: (line: string) => void;
}

/**
 * Creates the state bucket of an environment, its key, and the roles of the delivery. Safe to run again: it adds what is missing, and restores settings
 * that were changed.
 *
 * @returns how many things were done, or would be done in a dry run
 * @throws DeliveryError when the credentials are of another account; nothing is done then
 */
export async function bootstrapEnvironment(
  clients: StateClients,
  config: EnvironmentConfig,
  { dryRun = false, report }: BootstrapOptions,
): Promise<number> {
  const store = stateStoreOf(config);
  await assertAccount(clients, store);
  let count = 0;
  const accesses: Access[] = ['plan', 'apply', ...(config.environment === DRILLED ? ['drill' as const] : [])];
  // The order matters: the bucket needs the key, and the settings need the bucket.
  const settings = [
    ...keySettings(clients, store),
    ...bucketSettings(clients, store),
    ...roleSettings(clients.iam, config, accesses),
  ];
  for (const { what, isSet, set } of settings) {
    if (await isSet()) continue;
    count += 1;
    if (!dryRun) await againOnConflict(set);
    report(dryRun ? `would ${what}` : what);
  }
  return count;
}

async function assertAccount({ sts }: StateClients, { accountId, environment }: StateStore): Promise<void> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account !== accountId) {
    throw new DeliveryError(
      `the credentials are of account ${Account ?? 'unknown'}, but ${environment} is account ${accountId}: log in there`,
    );
  }
}
