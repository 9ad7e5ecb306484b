import { randomUUID } from 'node:crypto';
import { ConfigError, LeaseError } from '../../shared/errors';
import type { Control, DocumentVersion } from '../contract';
import { DOCUMENT_VERSION } from '../contract';
import type { EngineDependencies } from '../engine';
import type { ControlRequest } from './control-event';
import { Lease } from '../lease';
import { takeNotes } from '../notes';
import { ACTS, deletePart, isEnough, readState, writePart, type AutomaticState, type Mark } from './state';

/** What a control has done. Holds no secret. */
export interface ControlResult {
  readonly version: DocumentVersion;
  readonly operation: Control;
  readonly outcome: 'done';
  /** Whether anything was changed. */
  readonly changed: boolean;
  /** What holds now. */
  readonly automatic: AutomaticState;
}

/** Tables may have different versions of one part, each of which is changed in a round. */
const MOST_ROUNDS = 3;

/**
 * Pauses or resumes what begins by itself, or acknowledges what has. It holds the lease meanwhile, so that an operation that
 * has begun by itself ends first, and one that begins afterwards sees the change.
 *
 * @throws ConfigError if nothing can begin by itself; LeaseHeldError while an operation runs; LeaseError if it is not certain that the change will be seen
 */
export async function runControl(dependencies: EngineDependencies, request: ControlRequest): Promise<ControlResult> {
  const { aws, config, clock, log, onProgress } = dependencies;
  const { operation, actor, reason } = request;
  if (!config.automatic && !config.drill) {
    throw new ConfigError(
      'Nothing begins by itself on this pair',
      'Set the prop automatic, watch.fence or drill.schedule first.',
    );
  }
  const id = randomUUID();
  const lease = await Lease.acquire({
    tables: aws.tables,
    tableName: config.journalTable,
    need: 'whole',
    operationId: id,
    holder: `${operation} by ${actor} in ${config.region}`,
    clock,
    note: takeNotes(log, onProgress),
  });
  try {
    const mark: Mark = { id, at: new Date(clock.now()).toISOString(), actor, ...(reason !== undefined && { reason }) };
    const changed = await CHANGES[operation](dependencies, mark);
    await lease.ensureHeld();
    const { kind, ...automatic } = await stateOf(dependencies);
    if (kind === 'unknown' || !HOLDS[operation](automatic)) throw unconfirmed(operation);
    return { version: DOCUMENT_VERSION, operation, outcome: 'done', changed, automatic };
  } finally {
    await lease.release();
  }
}

type Change = (dependencies: EngineDependencies, mark: Mark) => Promise<boolean>;

const stateOf = ({ aws, config }: EngineDependencies): ReturnType<typeof readState> =>
  readState(aws.tables, config.journalTable);

const CHANGES: Readonly<Record<Control, Change>> = {
  pause: async ({ aws, config }, mark) => {
    const written = await writePart(aws.tables, config.journalTable, { slot: 'pause', value: mark });
    if (!isEnough(written)) throw unconfirmed('pause');
    return true;
  },
  resume: (dependencies) =>
    inRounds('resume', dependencies, async ({ pause }) => {
      if (pause) await deletePart(dependencies.aws.tables, dependencies.config.journalTable, 'pause', pause.id);
      return pause !== undefined;
    }),
  acknowledge: (dependencies, mark) =>
    inRounds('acknowledge', dependencies, async (state) => {
      const open = ACTS.filter((slot) => state[slot] && !state[slot].acknowledged);
      for (const slot of open) {
        const act = state[slot];
        if (!act) continue;
        const part = { slot, value: { ...act, acknowledged: mark }, replaces: act.id };
        await writePart(dependencies.aws.tables, dependencies.config.journalTable, part);
      }
      return open.length > 0;
    }),
};

/** Whether a control has taken effect. */
const HOLDS: Readonly<Record<Control, (state: AutomaticState) => boolean>> = {
  pause: ({ pause }) => pause !== undefined,
  resume: ({ pause }) => pause === undefined,
  acknowledge: (state) => ACTS.every((name) => !state[name] || state[name].acknowledged !== undefined),
};

/** @param change changes what it is given; whether there was anything to change */
async function inRounds(
  operation: Control,
  dependencies: EngineDependencies,
  change: (state: AutomaticState) => Promise<boolean>,
): Promise<boolean> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const state = await stateOf(dependencies);
    if (state.kind === 'unknown') throw unconfirmed(operation);
    if (!(await change(state))) return round > 0;
  }
  return true;
}

const unconfirmed = (operation: Control): LeaseError =>
  new LeaseError(
    `The ${operation} is not certain to be seen, because fewer than two lease tables have it`,
    'It may or may not hold: look at status, then run it again when DynamoDB answers in two regions.',
  );
