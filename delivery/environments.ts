import { config as dev } from '../live/dev/config';
import { config as prod } from '../live/prod/config';
import type { EnvironmentConfig } from '../live/shared/environment-config';
import { config as stage } from '../live/stage/config';
import { UsageError } from './errors';

/** Every environment, in the order in which a change or a release reaches them. */
export const ENVIRONMENTS = ['dev', 'stage', 'prod'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export const CONFIGS: Readonly<Record<EnvironmentName, EnvironmentConfig>> = { dev, stage, prod };

/** @throws UsageError for a name that is no environment */
export function parseEnvironment(text: string | undefined): EnvironmentName {
  const found = ENVIRONMENTS.find((name) => name === text);
  if (found === undefined) throw new UsageError(`ENV=${text ?? ''} is unknown: use one of ${ENVIRONMENTS.join(', ')}`);
  return found;
}
