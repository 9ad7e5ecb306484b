import type { Mutant } from '../mutant';
import { automatic } from './automatic';
import { binaries } from './binaries';
import { journal } from './journal';
import { lease } from './lease';
import { nameAndLink } from './name-and-link';
import { observation } from './observation';
import { planner } from './planner';
import { postgres } from './postgres';
import { proof } from './proof';
import { roles } from './roles';
import { snapshot } from './snapshot';

/** Bugs over all of the engine, each of which breaks a promise. */
export const CATALOGUE: readonly Mutant[] = [
  ...observation,
  ...lease,
  ...journal,
  ...roles,
  ...proof,
  ...planner,
  ...nameAndLink,
  ...binaries,
  ...automatic,
  ...postgres,
  ...snapshot,
];
