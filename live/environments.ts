import { config as dev } from './dev/config';
import { config as prod } from './prod/config';
import type { EnvironmentConfig } from './shared/environment-config';
import { config as stage } from './stage/config';

/**
 * Every environment, in the order in which a change or a release reaches them. The first one follows the working tree,
 * the others pin a release.
 */
export const CONFIGS = { dev, stage, prod } as const satisfies Readonly<Record<string, EnvironmentConfig>>;

export type EnvironmentName = keyof typeof CONFIGS;

/** Names of the environments, in the order of {@link CONFIGS}. */
export const ENVIRONMENTS = Object.keys(CONFIGS) as EnvironmentName[];

/** The environment in which the monthly drill runs. */
export const DRILLED: EnvironmentName = 'stage';
