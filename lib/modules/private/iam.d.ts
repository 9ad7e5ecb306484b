/** One statement of an IAM policy. */
export interface PolicyStatement {
    readonly Sid?: string;
    readonly Effect?: 'Allow' | 'Deny';
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}
/** A policy document as JSON. `Effect` is `Allow` where a statement does not say. */
export declare const policyDocument: (statements: readonly PolicyStatement[]) => string;
/** A trust policy for one AWS service. */
export declare const trustService: (service: string) => string;
