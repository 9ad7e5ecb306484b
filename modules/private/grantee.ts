import type { PolicyStatement } from './iam';

/** Anything that can be given permissions: a Lambda of this package, or a wrapper around an IAM role of your own. */
export interface IGrantable {
  /** Adds a statement to the policy of the role. */
  allow(statement: PolicyStatement): void;
}

/** A Lambda of this package. Its environment variables say where the resources are that it may use. */
export interface FunctionGrantee extends IGrantable {
  /** Sets an environment variable. */
  addEnvironment(name: string, value: string): void;
}
