import type { PlantedBug } from '../bug';
import { cli } from './cli';
import { cluster } from './cluster';
import { communityFunctions } from './community-functions';
import { communityModules } from './community-modules';
import { delivery } from './delivery';
import { functions } from './functions';
import { modules } from './modules';
import { pipeline } from './pipeline';

/** Bugs outside the engine, none of which the compiler finds. */
export const CATALOGUE: readonly PlantedBug[] = [
  ...modules,
  ...functions,
  ...cli,
  ...cluster,
  ...communityModules,
  ...communityFunctions,
  ...delivery,
  ...pipeline,
];
