import { CONFIGS, type EnvironmentName } from '../../live/environments';
import { createS3Client } from './clients';
import { stateStoreOf } from './desired';
import { saveErroredState } from './errored';

/**
 * Saves the state that an apply left in its folder.
 *
 * @returns where it is now, and what to do
 */
export async function saveLeftState(environment: EnvironmentName, folder: string): Promise<string> {
  const store = stateStoreOf(CONFIGS[environment]);
  const client = createS3Client(store.region);
  try {
    return await saveErroredState(client, store, folder, new Date());
  } finally {
    client.destroy();
  }
}
