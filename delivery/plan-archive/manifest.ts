import * as v from 'valibot';
import { ENVIRONMENTS, type EnvironmentName } from '../../live/environments';
import type { Revision } from '../git';
import type { StateVersion } from '../terraform/terraform';
import type { Hashes } from './files';

/** Files of a plan archive. All other files in it come from the synthesis: `cdk.tf.json` and the Lambda zips. */
export const MANIFEST_FILE = 'manifest.json';
export const PLAN_FILE = 'plan.tfplan';
/** The plan as JSON, which `make show` renders. */
export const PLAN_JSON_FILE = 'plan.json';

/** Says where a plan archive comes from, and has the hash of every other file in it. */
export interface Manifest extends Revision {
  readonly format: 1;
  readonly environment: EnvironmentName;
  readonly accountId: string;
  /** Version of the module. @default - the environment follows the working tree */
  readonly module?: string;
  readonly program: { readonly name: string; readonly version: string };
  /** The state that the plan was made from. @default - there was no state yet */
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

/** @returns `undefined` when the text is not a manifest of this format */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined; // not JSON, for example because it was only half written
  }
}
