import { poll } from '../../../shared/retry';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import type { StepOf } from '../../steps';
import type { PostgresContext } from './context';
import { closeDatabase } from './fence';

const REFUSE_WRITES_MS = 8_000;
const BRIEF_MS = 1_500;
/** An active node that cannot renew its lock steps down within about six seconds. */
const STEPS_DOWN_MS = 10_000;

/** Makes a primary a secondary: its database takes no more writes, and then its active node steps down. */
export async function demote(context: PostgresContext, step: StepOf<'demote'>): Promise<StepResult> {
  const { cluster } = step;
  if (!(await context.mayAct(step))) return OVERTAKEN;
  const closed = await closeDatabase(context, cluster, step.brief ? BRIEF_MS : REFUSE_WRITES_MS);
  if (closed.kind === 'open') {
    const { detail, mayBeClosed } = closed;
    return { ...refused(closed), run: { demoteFailed: detail, ...(mayBeClosed && { mayBeFenced: cluster }) } };
  }
  // Two clusters must not both answer clients, not even reads.
  const { evidence, clock, deadline } = context;
  const hasSteppedDown = await poll(
    async () => ((await evidence.look(cluster)).kind === 'changing' ? undefined : true),
    { clock, deadline: deadline.within(STEPS_DOWN_MS), backOff: BETWEEN_LOOKS },
  );
  const isUndo = context.world.run.promoted === cluster && { promoted: undefined };
  return {
    effect: true,
    run: { demoted: cluster, lastWalBeforeDemote: closed.lastWal, ...isUndo },
    ...(!hasSteppedDown && { detail: 'its database takes no writes, and a node still answers as active' }),
  };
}
