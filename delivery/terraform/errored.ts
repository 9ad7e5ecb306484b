import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** File beside the stack into which Terraform writes a state that it cannot upload. */
export const ERRORED_STATE_FILE = 'errored.tfstate';

/** @returns whether an apply left a state in its folder */
export const hasErroredState = (folder: string): boolean => existsSync(join(folder, ERRORED_STATE_FILE));
