import { Option, type Command } from 'commander';
import type { Act, Mark } from '../../functions/dr-operations/automatic/state';
import type { ControlResult } from '../../functions/dr-operations/automatic/controls';
import type { Control, ControlEvent } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { CliError, EXIT, UsageError } from '../exit-codes';
import type { Io } from '../io';
import { describeInvocation, invoke, mayRunElsewhere, type Invocation } from '../operations/invoke';
import { newActor } from '../operations/request';
import { untilReady } from '../operations/until-ready';
import { writeResult } from '../render/document';
import { inSession, type Session } from '../session';
import { helpText, type Examples } from './options';

interface ControlCommand {
  readonly operation: Control;
  readonly summary: string;
  readonly description: string;
  readonly examples: Examples;
}

interface Options {
  readonly reason?: string;
  readonly via?: ClusterName;
}

/** A control waits for a dead lease of at most 8 s. */
const CONTROL_MS = 60_000;

const CONTROL_COMMANDS: readonly ControlCommand[] = [
  {
    operation: 'pause',
    summary: 'no failover and no fence begins by itself from now on',
    description:
      'Pauses what begins by itself (automatic, watch.fence), until resume. Refused while an operation runs. Once it is ' +
      'confirmed, nothing begins by itself. A person can run every operation meanwhile.',
    examples: [
      ["vault-dr pause prod --reason 'network maintenance'", 'before work on the network or on a cluster'],
      ["vault-dr pause prod --via home --reason 'test'", 'through the Lambda in the region of home'],
    ],
  },
  {
    operation: 'resume',
    summary: 'a failover and a fence may begin by themselves again',
    description:
      'Ends the pause in every table that answers. A table that was lost keeps it: run resume again when it is back.',
    examples: [['vault-dr resume prod', 'after the work']],
  },
  {
    operation: 'acknowledge',
    summary: 'somebody has looked at the failover that began by itself',
    description:
      'Acknowledges what has begun by itself, which ends its alarm. Without it, no second failover begins by itself, ' +
      'however long ago the first one was.',
    examples: [["vault-dr acknowledge prod --reason 'home is repaired, and follows'", 'after the pair was repaired']],
  },
];

/** Declares `pause`, `resume` and `acknowledge`. */
export function register(program: Command, io: Io): void {
  for (const { operation, summary, description, examples } of CONTROL_COMMANDS) {
    program
      .command(operation)
      .summary(summary)
      .description(description)
      .argument('[environment]', 'same as --env')
      .option('--reason <text>', 'reason, for whoever looks at the status')
      .addOption(
        new Option('--via <cluster>', 'cluster whose region is tried first (default: away)').choices(CLUSTER_NAMES),
      )
      .addHelpText('after', helpText(examples))
      .action(inSession<Options>(io, (session) => control(session, operation)));
  }
}

async function control(session: Session<Options>, operation: Control): Promise<void> {
  const { io, options } = session;
  if (options.local) {
    throw new UsageError(`Only a Lambda knows what may begin by itself. Leave out --local, or give --via.`);
  }
  const event: ControlEvent = {
    operation,
    actor: newActor(),
    ...(options.reason !== undefined && { reason: options.reason }),
  };
  const first = options.via ?? 'away';
  let answer = await call(session, first, event);
  if (answer.kind === 'not-started' && mayRunElsewhere(answer)) {
    io.err(`Region of ${first}: ${describeInvocation(answer)}. Trying the region of ${otherCluster(first)}.`);
    answer = await call(session, otherCluster(first), event);
  }
  if (answer.kind !== 'answered') throw new CliError(EXIT.failed, describeInvocation(answer));
  const result = answer.payload as ControlResult;
  writeResult(io, options.output, result, () => wordsOf(result));
}

const call = ({ aws, settings, io }: Session, cluster: ClusterName, event: ControlEvent): Promise<Invocation> =>
  untilReady(() => invoke(aws.lambda(cluster, CONTROL_MS), settings[cluster].functions['dr-operations'], event), {
    note: (text) => io.err(`Region of ${cluster}: ${text}`),
  });

function wordsOf({ operation, changed, automatic: { pause, failover, fence } }: ControlResult): string {
  const done = { pause: 'Paused.', resume: 'Resumed.', acknowledge: 'Acknowledged.' }[operation];
  return [
    changed ? done : 'There was nothing to change.',
    pause
      ? `Nothing begins by itself: ${byWhom(pause)}.`
      : 'A failover or a fence may begin by itself, if it is set up.',
    ...(failover ? [`Last failover that began by itself: ${describeAct(failover)}.`] : []),
    ...(fence ? [`Last fence that began by itself: ${describeAct(fence)}.`] : []),
  ].join('\n');
}

const byWhom = ({ actor, at, reason }: Mark): string =>
  `paused by ${actor} at ${at}${reason === undefined ? '' : ` (${reason})`}`;

const describeAct = ({ at, acknowledged }: Act): string =>
  `${at}, ${acknowledged ? `acknowledged by ${acknowledged.actor}` : 'not acknowledged'}`;
