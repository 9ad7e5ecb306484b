/** `make bootstrap`. It needs the AWS clients, which take long to load. */
import { CONFIGS } from '../../live/environments';
import { DeliveryError } from '../errors';
import { guard } from '../guard';
import { bootstrapEnvironment } from '../state/bootstrap';
import { createStateClients } from '../state/clients';
import { stateStoreOf, type StateStore } from '../state/desired';
import { parseEnvironment, type Arguments } from './arguments';

/** `make bootstrap`: creates the state bucket of an environment, its key, and the roles of the delivery. */
export async function bootstrap({ env, 'dry-run': dryRun }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  await guard();
  const store = stateStoreOf(CONFIGS[environment]);
  const report = (line: string): void => console.log(line);
  try {
    const count = await bootstrapEnvironment(createStateClients(store.region), CONFIGS[environment], {
      dryRun,
      report,
    });
    if (count === 0) console.log(`${environment} needs no change`);
  } catch (error) {
    throw error instanceof DeliveryError ? error : new DeliveryError(explain(error as Error, store));
  }
}

/** Turns a failure of AWS into one line. What was done before it is correct and stays. */
function explain({ name, message }: Error, { bucket, accountId, environment, region }: StateStore): string {
  const again = `then run "make bootstrap ENV=${environment}" again`;
  if (/Credentials|Token/.test(name)) {
    return `no valid AWS credentials: log in with a role of account ${accountId} (${environment}), ${again}`;
  }
  if (name === 'BucketAlreadyExists' || name === '403' || name === 'Forbidden') {
    return (
      `the bucket ${bucket} belongs to another account, or your role may not use it: ` +
      `choose another name in config.ts, or another role, ${again}`
    );
  }
  if (/Timeout|ECONNREFUSED|ENOTFOUND|AggregateError|NetworkingError/.test(`${name} ${message}`)) {
    return `AWS in ${region} cannot be reached (${message || name}): check the network, ${again}`;
  }
  return `${bucket} failed (${name}: ${message}): repair that, ${again}`;
}
