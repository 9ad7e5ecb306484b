import { type Env } from '../../shared/env';
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
export declare function parseAutomaticSettings(env: Env): AutomaticSettings | undefined;
