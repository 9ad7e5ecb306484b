import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { AUTH_ENV } from '../../functions/auth/contract';
import { TOKEN_GEN_ENV } from '../../functions/dr-operation-token-gen/contract';
import type { IGrantable } from '../private/grantee';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';

/** Props of {@link AuthFunction}. */
export interface AuthFunctionProps extends CommonFunctionProps {
  /** Mount path of Vault's AWS auth method, without slashes at the ends. */
  readonly mountPath: string;
  /** Value of the signed header `X-Vault-AWS-IAM-Server-ID`. */
  readonly serverId: string;
  /** AWS region for whose STS endpoint a login is signed. @default - the Lambda's own region */
  readonly stsRegion?: string;
  /** AWS-auth roles with which callers may log in. */
  readonly allowedRoles: readonly string[];
}

/** The Lambda `auth`. It logs in to Vault with its IAM role and returns the token to the Lambda that invoked it. */
export class AuthFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;
  private readonly allowedRoles: Set<string>;

  constructor(scope: Construct, id: string, props: AuthFunctionProps) {
    super(scope, id);
    this.allowedRoles = new Set(props.allowedRoles);
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'auth',
      description: 'Logs in to Vault with its IAM role and gives the token to the calling Lambda',
      timeoutSeconds: 15,
    });
    this.lambda.addEnvironment(AUTH_ENV.mountPath, props.mountPath);
    this.lambda.addEnvironment(AUTH_ENV.serverId, props.serverId);
    this.lambda.addEnvironment(
      AUTH_ENV.allowedRoles,
      Lazy.stringValue({ produce: () => [...this.allowedRoles].join(',') }),
    );
    if (props.stsRegion !== undefined) this.lambda.addEnvironment(AUTH_ENV.stsRegion, props.stsRegion);
  }

  /**
   * Allows callers to log in with one more AWS-auth role. In Vault, that role has to be bound to the IAM role of this
   * Lambda (`lambda.roleArn`).
   */
  allowRole(name: string): void {
    this.allowedRoles.add(name);
  }

  /** Allows a caller to invoke this Lambda. A `BundledFunction` also gets the variable with its ARN. */
  grantInvoke(caller: IGrantable): void {
    caller.allow({ Sid: 'Auth', Action: ['lambda:InvokeFunction'], Resource: [this.lambda.arn] });
    if (caller instanceof BundledFunction) caller.addEnvironment(TOKEN_GEN_ENV.authFunctionArn, this.lambda.arn);
  }
}
