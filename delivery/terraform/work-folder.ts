import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { workFolder } from '../paths';
import { hasErroredState } from './errored';

/**
 * Gives a task a folder that only this user can read, outside of the checkout, and deletes it afterwards. A folder in which
 * Terraform has left a state that is nowhere else stays.
 *
 * @param name begins the name of the folder
 */
export async function inWorkFolder<T>(name: string, task: (folder: string) => Promise<T>): Promise<T> {
  mkdirSync(workFolder(), { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(join(workFolder(), `${name}-`));
  try {
    return await task(folder);
  } finally {
    if (!hasErroredState(folder)) rmSync(folder, { recursive: true, force: true });
  }
}
