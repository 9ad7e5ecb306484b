/** One statement of an IAM policy, with the names that IAM uses. */
export interface PolicyStatement {
    /** Name of the statement, unique in its policy. @default - none */
    readonly Sid?: string;
    /** Whether the statement allows or denies. @default 'Allow' */
    readonly Effect?: 'Allow' | 'Deny';
    /** Actions, e.g. `lambda:InvokeFunction`. */
    readonly Action: readonly string[];
    /** ARNs of the resources. */
    readonly Resource: readonly string[];
    /** Values by condition operator and condition key. @default - none */
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}
/** A policy document as JSON. A statement without `Effect` allows. */
export declare const policyDocument: (statements: readonly PolicyStatement[]) => string;
/** A trust policy that lets one AWS service assume the role. */
export declare const trustService: (service: string) => string;
