"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.StepError = exports.DrillRefusedError = exports.LeaseError = exports.LeaseHeldError = exports.PlanRefusedError = exports.AwsError = exports.RecordsError = exports.OperationTokenError = exports.VaultResponseError = exports.BadAnswerError = exports.NoAnswerError = exports.ConfigError = exports.InputError = exports.VaultDrError = void 0;
exports.parseRefusal = parseRefusal;
/**
 * Base of all errors of the Lambdas. The message says what is wrong and then what to do, because an invoker sees nothing
 * else. No message holds a token, a key or a body.
 */
class VaultDrError extends Error {
    /** Whether the same call may succeed a moment later without any change. */
    retryable = false;
    constructor(problem, remedy, options) {
        super(`${problem.replace(/\.?$/, '.')} ${remedy}`, options);
        this.name = new.target.name;
    }
}
exports.VaultDrError = VaultDrError;
/** The event is malformed. */
class InputError extends VaultDrError {
}
exports.InputError = InputError;
/** A variable of the Lambda's environment is missing or malformed. */
class ConfigError extends VaultDrError {
}
exports.ConfigError = ConfigError;
/** A cluster gave no answer. */
class NoAnswerError extends VaultDrError {
    address;
    path;
    noAnswer;
    mayHaveEffect;
    retryable = true;
    constructor(address, path, noAnswer, 
    /** Whether the request may have reached Vault and may still take effect. */
    mayHaveEffect, options) {
        super(`${address} gave no answer to ${path} (${noAnswer})`, 'Check the cluster, its load balancer, the security groups and the route from this Lambda.', options);
        this.address = address;
        this.path = path;
        this.noAnswer = noAnswer;
        this.mayHaveEffect = mayHaveEffect;
    }
}
exports.NoAnswerError = NoAnswerError;
const BAD_ANSWER_REMEDY = {
    certificate: 'The certificate is not signed by the trusted CA or does not name this address: check the address and caPem.',
    'client-certificate': 'Vault asks for a client certificate, and has none of ours that it trusts: check clientCertificate and tls_client_ca_file.',
    redirect: 'Give the address of a load balancer that forwards to the active node; redirects are never followed.',
    'not-json': 'It is not Vault that answers, but often a load balancer without healthy targets: check it.',
    'not-vault': 'The JSON is not what Vault answers on this path: check the address and any proxy in front of Vault.',
};
/** There was an answer, but it cannot be trusted or understood. */
class BadAnswerError extends VaultDrError {
    address;
    path;
    badAnswer;
    constructor(address, path, badAnswer, options) {
        super(`${address} gave a bad answer to ${path} (${badAnswer})`, BAD_ANSWER_REMEDY[badAnswer], options);
        this.address = address;
        this.path = path;
        this.badAnswer = badAnswer;
    }
}
exports.BadAnswerError = BadAnswerError;
/** Vault answered with an error status. */
class VaultResponseError extends VaultDrError {
    address;
    path;
    status;
    errors;
    retryable;
    constructor(address, path, status, 
    /** Vault's own words, without secrets. */
    errors, 
    /** What to do about it. @default - what the status suggests */
    remedy = responseRemedy(status)) {
        super(`${address} answered ${path} with ${status}: ${errors.join('; ') || 'no reason given'}`, remedy);
        this.address = address;
        this.path = path;
        this.status = status;
        this.errors = errors;
        this.retryable = status === 412 || status === 429 || status >= 500;
    }
}
exports.VaultResponseError = VaultResponseError;
function responseRemedy(status) {
    if (status === 403)
        return 'The token does not permit this: check its policy, its role and its expiry. dr-operation-token-gen makes a new operation token.';
    if (status === 404)
        return 'The path does not exist there: check the mount path and the edition of Vault.';
    if (status >= 500)
        return 'The cluster cannot serve at the moment: look at its status, then try again.';
    return "Vault refused the request for the reason above. The cluster's status says more.";
}
/** The secret holds no DR operation token that can be used now. */
class OperationTokenError extends VaultDrError {
    problem;
    detail;
    constructor(problem, detail, options) {
        super(`The DR operation token is ${problem}: ${detail}`, problem === 'unreadable'
            ? 'Check Secrets Manager, the KMS key and the permissions of this Lambda, or run in the other region.'
            : 'Invoke dr-operation-token-gen while a primary is up, or run in the other region, which has a token of its own.', options);
        this.problem = problem;
        this.detail = detail;
    }
}
exports.OperationTokenError = OperationTokenError;
/** The weighted records of the client name are not as this system left them. */
class RecordsError extends VaultDrError {
}
exports.RecordsError = RecordsError;
/** A call to an AWS service failed. */
class AwsError extends VaultDrError {
    service;
    call;
    retryable;
    constructor(service, call, cause, remedy) {
        const { name, retryable } = describeAwsFailure(cause);
        super(`${service} ${call} failed (${name})`, remedy, { cause });
        this.service = service;
        this.call = call;
        this.retryable = retryable;
    }
}
exports.AwsError = AwsError;
/**
 * Errors that mean "too fast" or "not yet". They have status 400, and most are not marked as retryable by the SDK.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/APIReference/CommonErrors.html
 */
const RETRYABLE = /^(Throttl|RequestThrottled|RequestLimitExceeded|TooManyRequests|ProvisionedThroughput|PriorRequestNotComplete)/;
function describeAwsFailure(cause) {
    if (!(cause instanceof Error))
        return { name: 'unknown', retryable: false };
    const facts = cause;
    const status = facts.$metadata?.httpStatusCode;
    const gaveNoAnswer = status === undefined;
    const isRetryable = facts.$retryable !== undefined || RETRYABLE.test(cause.name);
    return { name: cause.name, retryable: gaveNoAnswer || status >= 500 || isRetryable };
}
/** The checks to accept, at the end of the message. The caller of a Lambda gets nothing of an error but its message. */
const NEEDS = / \[accept: ([a-z-]+(?:, [a-z-]+)*)\]$/;
/** Splits the message of a refusal into the text and the names of the checks to accept. */
function parseRefusal(message) {
    // eslint-disable-next-line no-restricted-syntax -- a suffix for programs, not a sentence
    return { words: message.replace(NEEDS, ''), needs: NEEDS.exec(message)?.[1]?.split(', ') ?? [] };
}
/** The operation is not safe in this situation. Nothing was changed. */
class PlanRefusedError extends VaultDrError {
    refusal;
    reason;
    remedy;
    /** The checks that the operator would have to accept; empty if accepting does not help. */
    needs;
    constructor({ refusal, reason, remedy, needs = [] }) {
        super(reason, needs.length > 0 ? `${remedy} [accept: ${needs.join(', ')}]` : remedy);
        this.refusal = refusal;
        this.reason = reason;
        this.remedy = remedy;
        this.needs = needs;
    }
}
exports.PlanRefusedError = PlanRefusedError;
/** Another operation holds the lease of this pair. Nothing was changed. */
class LeaseHeldError extends VaultDrError {
    holder;
    until;
    constructor(holder, 
    /** ISO 8601, by the clock of the holder. */
    until) {
        super(`${holder} holds the lease of this pair until ${until}`, 'Wait until it ends. The lease of an operation that died expires by itself.');
        this.holder = holder;
        this.until = until;
    }
}
exports.LeaseHeldError = LeaseHeldError;
/** The lease could not be taken or kept, so nothing may be changed. */
class LeaseError extends VaultDrError {
}
exports.LeaseError = LeaseError;
/** A scheduled drill may not begin, or not go on. */
class DrillRefusedError extends VaultDrError {
}
exports.DrillRefusedError = DrillRefusedError;
/** A step did not end in time. */
class StepError extends VaultDrError {
    retryable;
    /** @param options `retryable`: it may succeed after waiting, without any change; false by default */
    constructor(problem, remedy, { retryable = false, ...options } = {}) {
        super(problem, remedy, options);
        this.retryable = retryable;
    }
}
exports.StepError = StepError;
//# sourceMappingURL=errors.js.map