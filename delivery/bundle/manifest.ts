import * as v from 'valibot';
import { ENVIRONMENTS, type EnvironmentName } from '../environments';
import type { Revision } from '../git';
import type { StateVersion } from '../terraform/terraform';
import type { Hashes } from './files';

/** Names in a bundle. Everything beside them is what the synthesis wrote: `cdk.tf.json` and the Lambda zips. */
export const MANIFEST_FILE = 'manifest.json';
export const PLAN_FILE = 'plan.tfplan';
/** The plan for readers: what `make show` renders. */
export const PLAN_JSON_FILE = 'plan.json';

/** What a bundle is, and the hash of everything in it. */
export interface Manifest extends Revision {
  readonly format: 1;
  readonly environment: EnvironmentName;
  readonly accountId: string;
  /** Version of the module. @default - the environment follows the working tree */
  readonly module?: string;
  readonly program: { readonly name: string; readonly version: string };
  /** The state that was planned against. @default - there was none yet */
  readonly state?: StateVersion;
  readonly files: Hashes;
}

const schema: v.GenericSchema<unknown, Manifest> = v.object({
  format: v.literal(1),
  environment: v.picklist(ENVIRONMENTS),
  commit: v.string(),
  tree: v.string(),
  accountId: v.string(),
  module: v.exactOptional(v.string()),
  program: v.object({ name: v.string(), version: v.string() }),
  state: v.exactOptional(v.object({ serial: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), lineage: v.string() })),
  files: v.record(v.string(), v.string()),
});

/** @returns `undefined` when the text is no manifest of this version */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined; // half-written, or no JSON at all
  }
}
