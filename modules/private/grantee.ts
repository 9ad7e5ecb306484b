import type { PolicyStatement } from './iam';

/** Whatever can be given permissions: a Lambda of this package, or a wrapper around a role. */
export interface IGrantable {
  allow(statement: PolicyStatement): void;
}

/** A Lambda, which is also told by variables where to find what it may use. */
export interface FunctionGrantee extends IGrantable {
  addEnvironment(name: string, value: string): void;
}
