import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import { TOKEN_GEN_ENV } from '../../functions/dr-operation-token-gen/contract';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import { nameOf } from '../private/names';
import type { AuthFunction } from './auth-function';
import { BundledFunction, type FunctionEnvironment } from './bundled-function';

export interface DrOperationTokenGenFunctionProps extends FunctionEnvironment {
  readonly auth: AuthFunction;
  readonly secret: OperationTokenSecret;
  /** AWS-auth role to log in with. */
  readonly authRole: string;
  /** Token role that makes the token. */
  readonly tokenRole: string;
  readonly ttlSeconds: number;
  /** How often a new token is made; at most half of the TTL, so that one missed run leaves a valid token. */
  readonly rotationMinutes: number;
}

/** The Lambda that makes the DR operation token, and its schedule. */
export class DrOperationTokenGenFunction extends Construct {
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: DrOperationTokenGenFunctionProps) {
    super(scope, id);
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'dr-operation-token-gen',
      description: 'Makes the DR operation token and writes it to Secrets Manager',
      timeoutSeconds: 60,
      reservedConcurrency: 1,
      asyncRetries: true, // one more token does no harm
    });
    this.lambda.addEnvironment(TOKEN_GEN_ENV.authRole, props.authRole);
    this.lambda.addEnvironment(TOKEN_GEN_ENV.tokenRole, props.tokenRole);
    this.lambda.addEnvironment(TOKEN_GEN_ENV.ttlSeconds, String(props.ttlSeconds));
    props.auth.grantInvoke(this.lambda);
    props.secret.grantWrite(this.lambda);
    this.createSchedule(props);
  }

  private createSchedule({ provider, rotationMinutes, tags, ...deployment }: DrOperationTokenGenFunctionProps): void {
    const rule = new CloudwatchEventRule(this, 'schedule', {
      provider,
      name: nameOf('vault-dr-operation-token-gen', deployment),
      description: 'Rotates the DR operation token',
      scheduleExpression: `rate(${rotationMinutes} ${rotationMinutes === 1 ? 'minute' : 'minutes'})`,
      ...(tags && { tags: { ...tags } }),
    });
    const permission = new LambdaPermission(this, 'permission', {
      provider,
      statementId: 'schedule',
      action: 'lambda:InvokeFunction',
      functionName: this.lambda.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, 'target', {
      provider,
      rule: rule.name,
      targetId: 'dr-operation-token-gen',
      arn: this.lambda.arn,
      dependsOn: [permission],
    });
  }
}
