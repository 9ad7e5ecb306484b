import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { AUTH_ENV } from '../../functions/auth/contract';
import { TOKEN_GEN_ENV } from '../../functions/dr-operation-token-gen/contract';
import type { IGrantable } from '../private/grantee';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';

/** Props of `AuthFunction`. */
export interface AuthFunctionProps extends CommonFunctionProps {
  /** Mount path of Vault's AWS auth method. */
  readonly mountPath: string;
  /** Value of the header `X-Vault-AWS-IAM-Server-ID` of a login. */
  readonly serverId: string;
  /** AWS region of the STS that a login is signed for. @default - the region of the Lambda */
  readonly stsRegion?: string;
  /** Roles of the AWS auth method that callers can log in with. */
  readonly allowedRoles: readonly string[];
}

/** The Lambda `auth`, which logs in to Vault with its IAM role and returns the token to the calling Lambda. */
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
    this.lambda.addVariables({
      [AUTH_ENV.mountPath]: props.mountPath,
      [AUTH_ENV.serverId]: props.serverId,
      [AUTH_ENV.allowedRoles]: Lazy.stringValue({ produce: () => [...this.allowedRoles].join(',') }),
      [AUTH_ENV.stsRegion]: props.stsRegion,
    });
  }

  /**
   * Lets callers log in with one more role of the AWS auth method. Vault has to bind that role to this Lambda's IAM
   * role.
   */
  allowRole(name: string): void {
    this.allowedRoles.add(name);
  }

  /** Lets a Lambda log in through this one. A `BundledFunction` also gets the variable with the ARN. */
  grantInvoke(caller: IGrantable): void {
    caller.allow({ Sid: 'Auth', Action: ['lambda:InvokeFunction'], Resource: [this.lambda.arn] });
    if (caller instanceof BundledFunction) caller.addEnvironment(TOKEN_GEN_ENV.authFunctionArn, this.lambda.arn);
  }
}
