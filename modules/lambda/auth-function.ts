import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { AUTH_ENV } from '../../functions/auth/contract';
import { TOKEN_GEN_ENV } from '../../functions/dr-operation-token-gen/contract';
import type { IGrantable } from '../private/grantee';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';

export interface AuthFunctionProps extends CommonFunctionProps {
  /** Mount path of Vault's AWS auth method. */
  readonly mountPath: string;
  /** Value of `X-Vault-AWS-IAM-Server-ID`. */
  readonly serverId: string;
  /** Region whose STS is signed for. @default - the Lambda's own */
  readonly stsRegion?: string;
  /** AWS-auth roles that callers may ask for. */
  readonly allowedRoles: readonly string[];
}

/** The Lambda that logs in to Vault for others. */
export class AuthFunction extends Construct {
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

  /** Lets callers ask for one more AWS-auth role. The role in Vault has to be bound to this Lambda's IAM role. */
  allowRole(name: string): void {
    this.allowedRoles.add(name);
  }

  /** Lets a Lambda log in through this one; a bundled function is also told its ARN. */
  grantInvoke(caller: IGrantable): void {
    caller.allow({ Sid: 'Auth', Action: ['lambda:InvokeFunction'], Resource: [this.lambda.arn] });
    if (caller instanceof BundledFunction) caller.addEnvironment(TOKEN_GEN_ENV.authFunctionArn, this.lambda.arn);
  }
}
