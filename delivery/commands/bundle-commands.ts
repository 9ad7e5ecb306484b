import type { S3Client } from '@aws-sdk/client-s3';
import { fetchBundle as fetch, keepBundle as keep, type BundlePlace } from '../bundle/store';
import { CONFIGS, parseEnvironment } from '../environments';
import { DeliveryError } from '../errors';
import { checkedOutTree } from '../git';
import { bundleFolder } from '../paths';
import { createS3Client } from '../state/clients';
import type { Arguments } from './arguments';

/** A bundle takes longer than a question about its bucket. */
const REQUEST_TIMEOUT_MS = 30_000;

/** `make keep-bundle`: keeps the plan of an environment for the merge of the checked-out content. */
export const keepBundle = ({ env }: Arguments): Promise<void> =>
  withStore(env, async (client, place) => {
    const { serial, stood } = await keep(client, place, bundleFolder(place.environment));
    console.log(`${stood ? 'Kept before, and stands' : 'Kept'}: ${describe(place, serial)}`);
  });

/**
 * `make fetch-bundle`: fetches the plan that was kept for the checked-out content.
 *
 * @throws DeliveryError when none is kept, unless the plan is optional
 */
export const fetchBundle = ({ env, optional = false }: Arguments): Promise<void> =>
  withStore(env, async (client, place) => {
    const kept = await fetch(client, place, bundleFolder(place.environment));
    if (kept === undefined) reportNothing(place, optional);
    else console.log(`Fetched: ${describe(place, kept.serial)}`);
  });

const describe = ({ environment, tree }: BundlePlace, serial: number): string =>
  `${environment}'s plan of tree ${tree} from state serial ${serial}`;

function reportNothing({ environment, tree }: BundlePlace, optional: boolean): void {
  const nothing = `No reviewed plan of ${environment} is kept for tree ${tree}`;
  if (!optional) {
    throw new DeliveryError(
      `${nothing}: main was not what the pull request planned, or the plan is too old. ` +
        'Open a pull request from the present main, with PLAN_ALL ticked, and merge it.',
    );
  }
  console.log(nothing);
}

async function withStore(
  env: string | undefined,
  use: (client: S3Client, place: BundlePlace) => Promise<void>,
): Promise<void> {
  const environment = parseEnvironment(env);
  const { bucket, region } = CONFIGS[environment].state;
  const place = { bucket, environment, tree: await checkedOutTree() };
  const client = createS3Client(region, REQUEST_TIMEOUT_MS);
  try {
    await use(client, place);
  } finally {
    client.destroy();
  }
}
