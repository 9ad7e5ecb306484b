/** One statement of an IAM policy. */
export interface PolicyStatement {
  /** Id of the statement, unique in its policy. @default - none */
  readonly Sid?: string;
  /** Whether the statement allows or denies. @default 'Allow' */
  readonly Effect?: 'Allow' | 'Deny';
  /** Actions, for example `lambda:InvokeFunction`. */
  readonly Action: readonly string[];
  /** ARNs of the resources. */
  readonly Resource: readonly string[];
  /** Conditions: operator, key and values. @default - none */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy document as JSON. The effect of a statement without `Effect` is `Allow`. */
export const policyDocument = (statements: readonly PolicyStatement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });

/** A trust policy for one AWS service. */
export const trustService = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });
