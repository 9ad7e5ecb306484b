import { optional, positiveInteger, type Env } from '../../shared/env';
import { AUTOMATIC_DEFAULTS, OPERATIONS_ENV } from '../contract';

/** What may begin by itself. */
export interface AutomaticSettings {
  /** When a failover begins by itself. @default - never */
  readonly failover?: FailoverSettings;
  /** Whether an old primary that returns is demoted by itself. */
  readonly fence: boolean;
  /** Shortest time between two failovers, and between two demotions, that begin by themselves, seconds. */
  readonly coolDownSeconds: number;
}

export interface FailoverSettings {
  /** For how long two watchers have to agree that home is lost, seconds. */
  readonly afterSeconds: number;
  /** Longest time whose writes may be lost, seconds. */
  readonly maxLossSeconds: number;
}

/** @returns `undefined` if nothing begins by itself @throws ConfigError for a malformed variable */
export function parseAutomaticSettings(env: Env): AutomaticSettings | undefined {
  const fence = optional(env, OPERATIONS_ENV.fence) === 'true';
  const isOn = optional(env, OPERATIONS_ENV.automaticAfterSeconds) !== undefined;
  if (!fence && !isOn) return undefined;
  const number = (name: keyof typeof OPERATIONS_ENV, fallback: number): number =>
    positiveInteger(env, OPERATIONS_ENV[name], fallback);
  return {
    fence,
    coolDownSeconds: number('automaticCoolDownSeconds', AUTOMATIC_DEFAULTS.coolDownSeconds),
    ...(isOn && {
      failover: {
        afterSeconds: number('automaticAfterSeconds', AUTOMATIC_DEFAULTS.afterSeconds),
        maxLossSeconds: number('automaticMaxLossSeconds', AUTOMATIC_DEFAULTS.maxLossSeconds),
      },
    }),
  };
}
