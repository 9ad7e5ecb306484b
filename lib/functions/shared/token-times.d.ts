import type { TokenUse } from './contract';
/** When a token was made and ends, and what was planned. */
export interface TokenTimes {
    /** Milliseconds since the epoch, or `Infinity`. */
    readonly expiresAt: number;
    /** Milliseconds since the epoch. @default - not known */
    readonly issuedAt?: number | undefined;
    /** Lifetime that was asked for, seconds. @default - not known */
    readonly requestedTtlSeconds?: number | undefined;
    /** Interval at which a new token is made, minutes. @default - not known */
    readonly rotationMinutes?: number | undefined;
}
/** Something that leaves a region without a token, or soon will. */
export interface TokenFault {
    readonly kind: 'token-short-lived' | 'rotation-stopped' | 'token-ends-soon';
    /** `kind` as a sentence, and what to do. */
    readonly text: string;
}
/** A token of 1 h, the shortest, that is made anew every half hour still has half an hour when the next one is made. */
export declare const SHORT_TOKEN_MS: number;
/** What is wrong with the times of a usable token. Pure. */
export declare const tokenFaults: (token: TokenTimes, now: number) => TokenFault[];
/**
 * Vault may grant less than was asked for, and says so only in its answer. While no primary is up, no new token can be
 * made, so the life of the token is the time in which the region can still act.
 */
export declare function shortLife({ issuedAt, expiresAt, requestedTtlSeconds, rotationMinutes }: TokenTimes, use?: TokenUse): TokenFault[];
/**
 * When a new token was due that was not made; `undefined` if none was. A run that is late by half an interval is no longer a
 * run that is only retried. Pure.
 */
export declare function missedRotation({ issuedAt, rotationMinutes }: TokenTimes, now: number): number | undefined;
