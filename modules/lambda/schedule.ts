import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { TerraformProvider } from 'cdktf';
import type { Construct } from 'constructs';
import type { Tagged } from '../private/names';
import type { BundledFunction } from './bundled-function';

export interface ScheduleOptions extends Tagged {
  readonly provider: TerraformProvider;
  /** Name of the rule. */
  readonly name: string;
  readonly description: string;
  /** Time between two runs, minutes. */
  readonly everyMinutes: number;
  /** Id of the target in the rule. */
  readonly targetId: string;
}

/** Runs a Lambda at a fixed rate. */
export function runRegularly(scope: Construct, lambda: BundledFunction, options: ScheduleOptions): void {
  const { provider, name, description, everyMinutes, targetId, tags } = options;
  const rule = new CloudwatchEventRule(scope, 'schedule', {
    provider,
    name,
    description,
    scheduleExpression: `rate(${everyMinutes} ${everyMinutes === 1 ? 'minute' : 'minutes'})`,
    tags,
  });
  const permission = new LambdaPermission(scope, 'permission', {
    provider,
    statementId: 'schedule',
    action: 'lambda:InvokeFunction',
    functionName: lambda.functionName,
    principal: 'events.amazonaws.com',
    sourceArn: rule.arn,
  });
  new CloudwatchEventTarget(scope, 'target', {
    provider,
    rule: rule.name,
    targetId,
    arn: lambda.arn,
    dependsOn: [permission],
  });
}
