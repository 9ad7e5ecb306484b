/** Keeps or fetches a plan bundle. Usage: `tsx live/delivery/bundles.ts keep|fetch ENV [optional]` */
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { awsClientConfig } from '../../functions/shared/aws';
import { fetchBundle, keepBundle, type BundlePlace } from './bundle/store';
import { CONFIGS, parseEnvironment } from './environments';
import { DeliveryError } from './errors';
import { checkedOutTree } from './git';

const ROOT = join(__dirname, '..', '..');
const LIMITS = { connectionTimeoutMs: 3_000, requestTimeoutMs: 30_000, maxAttempts: 3 } as const;

async function main(verb = '', env = '', option = ''): Promise<void> {
  if (verb !== 'keep' && verb !== 'fetch') throw new Error(`${verb} is no verb of this program: use keep or fetch.`);
  const environment = parseEnvironment(env);
  const config = CONFIGS[environment];
  const place: BundlePlace = { bucket: config.state.bucket, environment, tree: await checkedOutTree() };
  const folder = join(ROOT, 'out', 'plan', environment);
  const client = new S3Client({ region: config.state.region, ...awsClientConfig(LIMITS) });
  try {
    console.log(
      await (verb === 'keep' ? keep(client, place, folder) : fetch(client, place, folder, option === 'optional')),
    );
  } finally {
    client.destroy();
  }
}

async function keep(client: S3Client, place: BundlePlace, folder: string): Promise<string> {
  const { serial, stood } = await keepBundle(client, place, folder);
  const what = `${place.environment}'s plan of tree ${place.tree} from state serial ${serial}`;
  return stood ? `Kept before, and stands: ${what}` : `Kept: ${what}`;
}

async function fetch(client: S3Client, place: BundlePlace, folder: string, isOptional: boolean): Promise<string> {
  const kept = await fetchBundle(client, place, folder);
  if (kept) return `Fetched: ${place.environment}'s plan of tree ${place.tree} from state serial ${kept.serial}`;
  const nothing = `No reviewed plan of ${place.environment} is kept for tree ${place.tree}`;
  if (isOptional) return nothing;
  throw new DeliveryError(
    `${nothing}: main was not what the pull request planned, or the plan is too old. Open a pull request from the present main, with PLAN_ALL ticked, and merge it.`,
  );
}

const [verb, environment, option] = process.argv.slice(2);
main(verb, environment, option).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
