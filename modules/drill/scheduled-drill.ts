import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { BundledFunction } from '../lambda/bundled-function';
import { OPERATION_DEFAULTS } from '../lambda/dr-operations-function';
import { policyDocument, trustService, type PolicyStatement } from '../private/iam';
import { nameOf, type DeploymentName, type Tagged } from '../private/names';
import type { DrillSettings } from './drill-settings';
import { ALARMS_PAGE } from '../watch/alarms';
import { drillDefinition } from './state-machine';

/** Props of `ScheduledDrill`. */
export interface ScheduledDrillProps extends DeploymentName, Tagged {
  /** The AWS provider of the region of home. */
  readonly provider: TerraformProvider;
  /** When a drill begins, and for how long it stays. */
  readonly settings: DrillSettings & { readonly schedule: string };
  /** The Lambda of that region, which runs the operations. */
  readonly operations: BundledFunction;
  /** How long the old primary may take to follow after a switchover, seconds. @default 180 */
  readonly followSeconds?: number;
  /** Time limit on one operation, seconds. @default 300 */
  readonly operationTimeoutSeconds?: number;
  /** ARNs of the SNS topics that a drill notifies which failed or missed its target. */
  readonly topicArns: readonly string[];
  /** Address of the page that explains the alarms. @default - the page of this package */
  readonly alarmsPage?: string;
  /** ARN of a permissions boundary for the roles. @default - none */
  readonly permissionsBoundaryArn?: string;
}

const DEFAULT_HOLD_SECONDS = 60;
const DEFAULT_FOLLOW_SECONDS = 180;

/** A state machine that drills by a schedule, and the alarm of a drill that did not meet its target. */
export class ScheduledDrill extends Construct {
  /** ARN of the state machine, with which a drill can also be started by hand. */
  readonly stateMachineArn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ScheduledDrillProps,
  ) {
    super(scope, id);
    const { provider, settings, operations, followSeconds, operationTimeoutSeconds, tags } = props;
    const { arn: functionArn } = operations;
    const machine = new SfnStateMachine(this, 'Resource', {
      provider,
      name: nameOf('vault-dr-drill', props),
      roleArn: this.createRole('role', 'vault-dr-drill', 'states.amazonaws.com', {
        Sid: 'Operate',
        Action: ['lambda:InvokeFunction'],
        Resource: [functionArn],
      }),
      type: 'STANDARD',
      definition: JSON.stringify(
        drillDefinition({
          functionArn,
          holdSeconds: settings.holdSeconds ?? DEFAULT_HOLD_SECONDS,
          followSeconds: followSeconds ?? DEFAULT_FOLLOW_SECONDS,
          operationTimeoutSeconds: operationTimeoutSeconds ?? OPERATION_DEFAULTS.operationTimeoutSeconds,
        }),
      ),
      tags,
    });
    this.stateMachineArn = machine.arn;
    this.createSchedule(machine.arn);
    this.createAlarm(machine.arn, 'ExecutionsFailed');
    this.createAlarm(machine.arn, 'ExecutionsTimedOut');
  }

  private createSchedule(machineArn: string): void {
    const { provider, settings, tags } = this.props;
    const rule = new CloudwatchEventRule(this, 'schedule', {
      provider,
      name: nameOf('vault-dr-drill', this.props),
      description: 'Begins a drill of the Vault DR pair',
      scheduleExpression: settings.schedule,
      tags,
    });
    new CloudwatchEventTarget(this, 'target', {
      provider,
      rule: rule.name,
      targetId: 'drill',
      arn: machineArn,
      roleArn: this.createRole('schedule-role', 'vault-dr-drill-schedule', 'events.amazonaws.com', {
        Sid: 'Begin',
        Action: ['states:StartExecution'],
        Resource: [machineArn],
      }),
      // A drill that could not begin at its time waits for the next one.
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
    });
  }

  /** @returns its ARN */
  private createRole(id: string, name: string, service: string, statement: PolicyStatement): string {
    const { provider, permissionsBoundaryArn, tags } = this.props;
    const role = new IamRole(this, id, {
      provider,
      name: nameOf(name, this.props),
      assumeRolePolicy: trustService(service),
      permissionsBoundary: permissionsBoundaryArn,
      tags,
    });
    new IamRolePolicy(this, `${id}-policy`, {
      provider,
      name: statement.Sid,
      role: role.name,
      policy: policyDocument([statement]),
    });
    return role.arn;
  }

  /** A drill that is refused, fails, misses its target or takes too long. Nothing suppresses it. */
  private createAlarm(machineArn: string, metricName: keyof typeof ALARMS): void {
    const { provider, topicArns, alarmsPage, tags } = this.props;
    const { name, says } = ALARMS[metricName];
    new CloudwatchMetricAlarm(this, name, {
      provider,
      alarmName: nameOf(`vault-dr-drill-${name}`, this.props),
      alarmDescription: `${says} See ${alarmsPage ?? ALARMS_PAGE}#drill`,
      namespace: 'AWS/States',
      metricName,
      dimensions: { StateMachineArn: machineArn },
      statistic: 'Sum',
      period: 300,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      datapointsToAlarm: 1,
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      alarmActions: [...topicArns],
      tags,
    });
  }
}

/** The metrics of Step Functions for a drill that did not end well. */
const ALARMS = {
  ExecutionsFailed: { name: 'not-met', says: 'A scheduled drill was refused, failed or missed its target.' },
  ExecutionsTimedOut: { name: 'too-long', says: 'A scheduled drill did not end within two hours.' },
} as const;
