import { CONFIGS, parseEnvironment } from '../environments';
import { DeliveryError } from '../errors';
import { guard } from '../guard';
import { bootstrapState } from '../state/bootstrap';
import { createStateClients } from '../state/clients';
import { stateStoreOf, type StateStore } from '../state/desired';
import type { Arguments } from './arguments';

/** `make bootstrap`: makes the state bucket of an environment and its key. */
export async function bootstrap({ env, 'dry-run': dryRun }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  await guard();
  const store = stateStoreOf(CONFIGS[environment]);
  const report = (line: string): void => console.log(line);
  try {
    const count = await bootstrapState(createStateClients(store.region), store, { dryRun, report });
    if (count === 0) console.log(`${store.bucket} is as it should be`);
  } catch (error) {
    throw error instanceof DeliveryError ? error : new DeliveryError(explain(error as Error, store));
  }
}

/** What goes wrong between this machine and AWS, in one line. What was done so far is right, and stays. */
function explain({ name, message }: Error, { bucket, accountId, environment, region }: StateStore): string {
  const again = `then run "make bootstrap ENV=${environment}" again`;
  if (/Credentials|Token/.test(name)) {
    return `no valid AWS credentials: log in as a role of account ${accountId} (${environment}), ${again}`;
  }
  if (name === 'BucketAlreadyExists' || name === '403' || name === 'Forbidden') {
    return `the bucket ${bucket} belongs to somebody else, or is denied to you: choose another name in config.ts, ${again}`;
  }
  if (/Timeout|ECONNREFUSED|ENOTFOUND|AggregateError|NetworkingError/.test(`${name} ${message}`)) {
    return `AWS in ${region} cannot be reached (${message || name}): check the network, ${again}`;
  }
  return `${bucket}: ${name}: ${message}; put it right, ${again}`;
}
