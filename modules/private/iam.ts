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
export const policyDocument = (statements: readonly PolicyStatement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });

/** A trust policy that lets one AWS service assume the role. */
export const trustService = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });
