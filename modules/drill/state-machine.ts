import { LONGEST_DRILL_SECONDS } from '../../functions/dr-operations/contract';

/** What the definition depends on. */
export interface DrillMachine {
  /** ARN of the Lambda that runs the operations. */
  readonly functionArn: string;
  readonly holdSeconds: number;
  /** How long the old primary may take to follow, seconds. */
  readonly followSeconds: number;
  /** Time limit on one operation, seconds. */
  readonly operationTimeoutSeconds: number;
}

/** A call that did not reach the Lambda is repeated. Each step may be repeated without harm, because it names its target. */
const RETRY_SERVICE = {
  ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.TooManyRequestsException'],
  IntervalSeconds: 5,
  MaxAttempts: 3,
  BackoffRate: 2,
};

/** The secondary follows some time after a switchover. */
const CHECK_EACH_SECONDS = 10;

/** Ends the drill with what is known until then. */
const STOP = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'End' }];

/** What the end needs to know of a switchover. A whole result could be larger than a state may be. */
const LEG = {
  'operationId.$': '$.operationId',
  'startedAt.$': '$.startedAt',
  'outcome.$': '$.outcome',
  'steps.$': '$.steps',
};

/**
 * The definition in Amazon States Language: begin, switch over, hold, check, switch back, check, end. Whatever is refused or
 * fails leads to the end, which writes what was measured. No step accepts a risk. Pure.
 */
export function drillDefinition(machine: DrillMachine): object {
  const { holdSeconds, followSeconds, operationTimeoutSeconds } = machine;
  const retryCheck = {
    ErrorEquals: ['DrillRefusedError'],
    IntervalSeconds: CHECK_EACH_SECONDS,
    MaxAttempts: Math.ceil(followSeconds / CHECK_EACH_SECONDS),
    BackoffRate: 1,
  };
  const call = (parameters: object, timeoutSeconds: number, more: object): object => ({
    Type: 'Task',
    Resource: machine.functionArn,
    Parameters: parameters,
    TimeoutSeconds: timeoutSeconds,
    Catch: STOP,
    ...more,
  });
  const switchOver = (toPath: string, leg: 'first' | 'second', next: string): object =>
    call(
      {
        operation: 'switchover',
        'to.$': toPath,
        reason: 'scheduled drill',
        'actor.$': "States.Format('drill {}', $$.Execution.Name)",
      },
      operationTimeoutSeconds + 60,
      { ResultSelector: LEG, ResultPath: `$.${leg}`, Retry: [RETRY_SERVICE], Next: next },
    );
  const isDone = (leg: 'first' | 'second', next: string): object => ({
    Type: 'Choice',
    Choices: [{ Variable: `$.${leg}.outcome`, StringEquals: 'done', Next: next }],
    Default: 'End',
  });
  const check = (primaryPath: string, next: string): object =>
    call({ operation: 'drill-check', 'primary.$': primaryPath }, CHECK_SECONDS, {
      ResultPath: null,
      Retry: [retryCheck, RETRY_SERVICE],
      Next: next,
    });
  return {
    Comment: 'A drill: a switchover there and back. It stops at the first refusal.',
    StartAt: 'Begin',
    TimeoutSeconds: LONGEST_DRILL_SECONDS,
    States: {
      Begin: call({ operation: 'drill-begin', 'drillId.$': '$$.Execution.Name' }, CHECK_SECONDS, {
        Retry: [RETRY_SERVICE],
        Next: 'SwitchOver',
      }),
      SwitchOver: switchOver('$.there', 'first', 'SwitchedOver'),
      SwitchedOver: isDone('first', 'Hold'),
      Hold: { Type: 'Wait', Seconds: holdSeconds, Next: 'CheckThere' },
      CheckThere: check('$.there', 'SwitchBack'),
      SwitchBack: switchOver('$.back', 'second', 'SwitchedBack'),
      SwitchedBack: isDone('second', 'CheckBack'),
      CheckBack: check('$.back', 'End'),
      End: {
        Type: 'Task',
        Resource: machine.functionArn,
        Parameters: {
          operation: 'drill-end',
          'drillId.$': '$$.Execution.Name',
          'state.$': '$',
        },
        TimeoutSeconds: CHECK_SECONDS,
        ResultPath: '$.end',
        Retry: [{ ...RETRY_SERVICE, ErrorEquals: ['States.ALL'] }],
        Next: 'IsMet',
      },
      IsMet: {
        Type: 'Choice',
        Choices: [{ Variable: '$.end.verdict', StringEquals: 'met', Next: 'Met' }],
        Default: 'NotMet',
      },
      Met: { Type: 'Succeed' },
      NotMet: { Type: 'Fail', Error: 'DrillNotMet', CausePath: '$.end.words' },
    },
  };
}

/** Limit for a step that only looks. A Lambda that is cold in a VPC needs some seconds. */
const CHECK_SECONDS = 60;
