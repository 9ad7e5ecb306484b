"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.drillDefinition = drillDefinition;
const contract_1 = require("../../functions/dr-operations/contract");
/** A call that did not reach the Lambda is repeated. Each step may be repeated without harm, because it names its target. */
const RETRY_SERVICE = {
    ErrorEquals: ['Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.TooManyRequestsException'],
    IntervalSeconds: 5,
    MaxAttempts: 3,
    BackoffRate: 2,
};
/** The secondary follows a moment after a switchover. */
const RETRY_CHECK = { ErrorEquals: ['DrillRefusedError'], IntervalSeconds: 10, MaxAttempts: 18, BackoffRate: 1 };
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
function drillDefinition(machine) {
    const { holdSeconds, operationTimeoutSeconds } = machine;
    const call = (parameters, timeoutSeconds, more) => ({
        Type: 'Task',
        Resource: machine.functionArn,
        Parameters: parameters,
        TimeoutSeconds: timeoutSeconds,
        Catch: STOP,
        ...more,
    });
    const switchOver = (toPath, leg, next) => call({
        operation: 'switchover',
        'to.$': toPath,
        reason: 'scheduled drill',
        'actor.$': "States.Format('drill {}', $$.Execution.Name)",
    }, operationTimeoutSeconds + 60, { ResultSelector: LEG, ResultPath: `$.${leg}`, Retry: [RETRY_SERVICE], Next: next });
    const isDone = (leg, next) => ({
        Type: 'Choice',
        Choices: [{ Variable: `$.${leg}.outcome`, StringEquals: 'done', Next: next }],
        Default: 'End',
    });
    const check = (primaryPath, next) => call({ operation: 'drill-check', 'primary.$': primaryPath }, CHECK_SECONDS, {
        ResultPath: null,
        Retry: [RETRY_CHECK, RETRY_SERVICE],
        Next: next,
    });
    return {
        Comment: 'A drill: a switchover there and back. It stops at the first refusal.',
        StartAt: 'Begin',
        TimeoutSeconds: contract_1.LONGEST_DRILL_SECONDS,
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
//# sourceMappingURL=state-machine.js.map