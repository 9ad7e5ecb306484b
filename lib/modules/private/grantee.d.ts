import type { PolicyStatement } from './iam';
/** Receiver of permissions: a Lambda of this package, or your own wrapper around an IAM role. */
export interface IGrantable {
    /** Adds a statement to the policy of the role. */
    allow(statement: PolicyStatement): void;
}
/** A Lambda. Beside permissions it receives environment variables, with the names of what it may use. */
export interface FunctionGrantee extends IGrantable {
    /** Sets an environment variable. */
    addEnvironment(name: string, value: string): void;
}
