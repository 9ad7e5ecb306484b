/** Commands that work on an environment's state bucket. They need the AWS clients, which take long to load. */
import type { S3Client } from '@aws-sdk/client-s3';
import { CONFIGS } from '../../live/environments';
import { DeliveryError } from '../errors';
import { checkedOutTree } from '../git';
import { guard } from '../guard';
import { archiveFolder } from '../paths';
import { fetchPlan as fetch, keepPlan as keep, type PlanPlace } from '../plan-archive/store';
import { bootstrapState } from '../state/bootstrap';
import { createS3Client, createStateClients } from '../state/clients';
import { stateStoreOf, type StateStore } from '../state/desired';
import { parseEnvironment, type Arguments } from './arguments';

/** Limit of one request. A plan archive takes longer than the small requests of `bootstrap`. */
const ARCHIVE_TIMEOUT_MS = 30_000;

/** `make bootstrap`: creates the state bucket of an environment and its key. */
export async function bootstrap({ env, 'dry-run': dryRun }: Arguments): Promise<void> {
  const environment = parseEnvironment(env);
  await guard();
  const store = stateStoreOf(CONFIGS[environment]);
  const report = (line: string): void => console.log(line);
  try {
    const count = await bootstrapState(createStateClients(store.region), store, { dryRun, report });
    if (count === 0) console.log(`${store.bucket} needs no change`);
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

/** `make keep-plan`: keeps the plan of an environment for the merge of the checked-out content. */
export const keepPlan = ({ env }: Arguments): Promise<void> =>
  withStore(env, async (client, place) => {
    const { serial, wasThere } = await keep(client, place, archiveFolder(place.environment));
    console.log(`${wasThere ? 'Kept by an earlier build' : 'Kept'}: ${describe(place, serial)}`);
  });

/**
 * `make fetch-plan`: fetches the plan that was kept for the checked-out content.
 *
 * @throws DeliveryError when none is kept, unless the plan is optional
 */
export const fetchPlan = ({ env, optional = false }: Arguments): Promise<void> =>
  withStore(env, async (client, place) => {
    const kept = await fetch(client, place, archiveFolder(place.environment));
    if (kept === undefined) reportNothing(place, optional);
    else console.log(`Fetched: ${describe(place, kept.serial)}`);
  });

const describe = ({ environment, tree }: PlanPlace, serial: number): string =>
  `the plan of ${environment} for tree ${tree}, made from state serial ${serial}`;

function reportNothing({ environment, tree }: PlanPlace, optional: boolean): void {
  const nothing = `No reviewed plan of ${environment} is kept for tree ${tree}`;
  if (!optional) {
    throw new DeliveryError(
      `${nothing}: main differs from what the pull request planned, or the plan is too old. ` +
        'Open a pull request from the present main, build it with PLAN_ALL, and merge it.',
    );
  }
  console.log(nothing);
}

async function withStore(
  env: string | undefined,
  use: (client: S3Client, place: PlanPlace) => Promise<void>,
): Promise<void> {
  const environment = parseEnvironment(env);
  const { bucket, region } = CONFIGS[environment].state;
  const place = { bucket, environment, tree: await checkedOutTree() };
  const client = createS3Client(region, ARCHIVE_TIMEOUT_MS);
  try {
    await use(client, place);
  } finally {
    client.destroy();
  }
}
