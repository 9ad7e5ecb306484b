import type { Acceptance } from '../dr-operations/contract';
import type { RefusalKind } from '../dr-operations/kinds';
/**
 * Base of all errors of the Lambdas. The message says what is wrong and then what to do, because an invoker sees nothing
 * else. No message holds a token, a key or a body.
 */
export declare abstract class VaultDrError extends Error {
    /** Whether the same call may succeed a moment later without any change. */
    readonly retryable: boolean;
    constructor(problem: string, remedy: string, options?: ErrorOptions);
}
/** The event is malformed. */
export declare class InputError extends VaultDrError {
}
/** A variable of the Lambda's environment is missing or malformed. */
export declare class ConfigError extends VaultDrError {
}
/** Why there was no answer. It says something about the connection and nothing about Vault. */
export type NoAnswerCause = 'refused' | 'timeout' | 'reset' | 'name';
/** A cluster gave no answer. */
export declare class NoAnswerError extends VaultDrError {
    readonly address: string;
    readonly path: string;
    readonly noAnswer: NoAnswerCause;
    /** Whether the request may have reached Vault and may still take effect. */
    readonly mayHaveEffect: boolean;
    readonly retryable = true;
    constructor(address: string, path: string, noAnswer: NoAnswerCause, 
    /** Whether the request may have reached Vault and may still take effect. */
    mayHaveEffect: boolean, options?: ErrorOptions);
}
/** Why an answer is not from Vault, or not from the right Vault. */
export type BadAnswer = 'certificate' | 'client-certificate' | 'redirect' | 'not-json' | 'not-vault';
/** There was an answer, but it cannot be trusted or understood. */
export declare class BadAnswerError extends VaultDrError {
    readonly address: string;
    readonly path: string;
    readonly badAnswer: BadAnswer;
    constructor(address: string, path: string, badAnswer: BadAnswer, options?: ErrorOptions);
}
/** Vault answered with an error status. */
export declare class VaultResponseError extends VaultDrError {
    readonly address: string;
    readonly path: string;
    readonly status: number;
    /** Vault's own words, without secrets. */
    readonly errors: readonly string[];
    readonly retryable: boolean;
    constructor(address: string, path: string, status: number, 
    /** Vault's own words, without secrets. */
    errors: readonly string[], 
    /** What to do about it. @default - what the status suggests */
    remedy?: string);
}
/** The secret holds no DR operation token that can be used now. */
export declare class OperationTokenError extends VaultDrError {
    readonly problem: 'absent' | 'malformed' | 'expired' | 'unreadable';
    readonly detail: string;
    constructor(problem: 'absent' | 'malformed' | 'expired' | 'unreadable', detail: string, options?: ErrorOptions);
}
/** The weighted records of the client name are not as this system left them. */
export declare class RecordsError extends VaultDrError {
}
/** A call to an AWS service failed. */
export declare class AwsError extends VaultDrError {
    readonly service: string;
    readonly call: string;
    readonly retryable: boolean;
    constructor(service: string, call: string, cause: unknown, remedy: string);
}
/** Splits the message of a refusal into the text and the names of the checks to accept. */
export declare function parseRefusal(message: string): {
    readonly words: string;
    readonly needs: readonly string[];
};
/** The operation is not safe in this situation. Nothing was changed. */
export declare class PlanRefusedError extends VaultDrError {
    readonly refusal: RefusalKind;
    readonly reason: string;
    readonly remedy: string;
    /** The checks that the operator would have to accept; empty if accepting does not help. */
    readonly needs: readonly Acceptance[];
    constructor({ refusal, reason, remedy, needs }: RefusalFacts);
}
export interface RefusalFacts {
    readonly refusal: RefusalKind;
    readonly reason: string;
    readonly remedy: string;
    /** @default - none */
    readonly needs?: readonly Acceptance[];
}
/** Another operation holds the lease of this pair. Nothing was changed. */
export declare class LeaseHeldError extends VaultDrError {
    readonly holder: string;
    /** ISO 8601, by the clock of the holder. */
    readonly until: string;
    constructor(holder: string, 
    /** ISO 8601, by the clock of the holder. */
    until: string);
}
/** The lease could not be taken or kept, so nothing may be changed. */
export declare class LeaseError extends VaultDrError {
}
/** A scheduled drill may not begin, or not go on. */
export declare class DrillRefusedError extends VaultDrError {
}
/** A step did not end in time. */
export declare class StepError extends VaultDrError {
    readonly retryable: boolean;
    /** @param options `retryable`: it may succeed after waiting, without any change; false by default */
    constructor(problem: string, remedy: string, { retryable, ...options }?: ErrorOptions & {
        retryable?: boolean;
    });
}
