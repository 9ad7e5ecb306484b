"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.evacuationDefinition = void 0;
/** Nothing was begun by these errors, so the same call may be made again. */
const NOT_BEGUN = ['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'LeaseHeldError'];
const RETRY = [{ ErrorEquals: NOT_BEGUN, IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 4, JitterStrategy: 'FULL' }];
const INVOKE = 'arn:aws:states:::lambda:invoke';
const ALL = ['States.ALL'];
/** Longer than any operation of one pair, seconds. */
const OPERATION_SECONDS = 900;
const EVACUATION_SECONDS = 3 * 3600;
/**
 * The definition in the Amazon States Language: every pair is promoted, then the names are moved, then every pair is looked at.
 * Names are moved and pairs are looked at even if promotions have failed, or too many of them. Pure.
 */
const evacuationDefinition = (machine) => ({
    Comment: 'Fails over many Vault DR pairs',
    TimeoutSeconds: EVACUATION_SECONDS,
    StartAt: 'Promote',
    States: {
        Promote: {
            ...mapOver(machine, { reason: '$.reason', actor: '$.actor' }),
            Label: 'Promote',
            ToleratedFailurePercentage: machine.toleratedFailurePercentage,
            ItemProcessor: { ...PROCESSOR, StartAt: 'Failover', States: FAILOVER },
            ResultPath: null,
            Catch: [{ ErrorEquals: ALL, ResultPath: '$.stopped', Next: 'MoveNames' }],
            Next: 'MoveNames',
        },
        MoveNames: {
            Type: 'Task',
            Resource: INVOKE,
            Parameters: {
                FunctionName: machine.nameBatchArn,
                Payload: { 'pairs.$': '$.pairs[*].due', 'reason.$': '$.reason', 'actor.$': '$.actor' },
            },
            ResultSelector: { 'pairs.$': '$.Payload.pairs', 'status.$': '$.Payload.status' },
            ResultPath: '$.names',
            Retry: RETRY,
            Catch: [{ ErrorEquals: ALL, ResultPath: '$.namesFailed', Next: 'Check' }],
            Next: 'Check',
        },
        Check: {
            ...mapOver(machine, {}),
            Label: 'Check',
            ToleratedFailurePercentage: 100,
            ItemProcessor: { ...PROCESSOR, StartAt: 'Status', States: STATUS },
            ResultPath: '$.checks',
            End: true,
        },
    },
});
exports.evacuationDefinition = evacuationDefinition;
const PROCESSOR = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
const mapOver = ({ maxConcurrency }, fields) => ({
    Type: 'Map',
    ItemsPath: '$.pairs',
    ItemSelector: {
        'pair.$': '$$.Map.Item.Value',
        ...Object.fromEntries(Object.entries(fields).map(([name, path]) => [`${name}.$`, path])),
    },
    MaxConcurrency: maxConcurrency,
});
const FAILOVER = {
    Failover: {
        Type: 'Task',
        Resource: INVOKE,
        Parameters: {
            'FunctionName.$': '$.pair.functionArn',
            Payload: {
                operation: 'failover',
                dns: 'defer',
                'to.$': '$.pair.to',
                'reason.$': '$.reason',
                'actor.$': '$.actor',
            },
        },
        ResultSelector: { 'outcome.$': '$.Payload.outcome', 'summary.$': '$.Payload.summary' },
        TimeoutSeconds: OPERATION_SECONDS,
        Retry: RETRY,
        Next: 'IsDone',
    },
    IsDone: {
        Type: 'Choice',
        Choices: [{ Variable: '$.outcome', StringEquals: 'done', Next: 'Promoted' }],
        Default: 'StoppedHalfWay',
    },
    Promoted: { Type: 'Succeed' },
    StoppedHalfWay: { Type: 'Fail', Error: 'StoppedHalfWay', CausePath: '$.summary' },
};
const STATUS = {
    Status: {
        Type: 'Task',
        Resource: INVOKE,
        Parameters: { 'FunctionName.$': '$.pair.functionArn', Payload: { operation: 'status' } },
        ResultSelector: {
            'home.$': '$.Payload.clusters.home.role',
            'away.$': '$.Payload.clusters.away.role',
            'problems.$': '$.Payload.problems[*].kind',
        },
        ResultPath: '$.status',
        TimeoutSeconds: OPERATION_SECONDS,
        Retry: RETRY,
        Catch: [{ ErrorEquals: ALL, ResultPath: '$.failed', Next: 'NotSeen' }],
        Next: 'Seen',
    },
    Seen: {
        Type: 'Pass',
        Parameters: {
            'pair.$': '$.pair.pair',
            'home.$': '$.status.home',
            'away.$': '$.status.away',
            'problems.$': '$.status.problems',
        },
        End: true,
    },
    NotSeen: {
        Type: 'Pass',
        Parameters: { 'pair.$': '$.pair.pair', 'error.$': '$.failed.Error' },
        End: true,
    },
};
//# sourceMappingURL=state-machine.js.map