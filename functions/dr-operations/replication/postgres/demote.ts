import type { ClusterName } from '../../../shared/contract';
import { poll } from '../../../shared/retry';
import { OVERTAKEN, refused, type StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import type { StepOf } from '../../steps';
import type { PostgresContext } from './context';
import { closeDatabase, takeBack } from './fence';

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
  const isActive = await staysActive(context, cluster);
  if (isActive && !step.brief) return stillWrites(context, cluster);
  const isUndo = context.world.run.promoted === cluster && { promoted: undefined };
  return {
    effect: true,
    run: { demoted: cluster, lastWalBeforeDemote: closed.lastWal, ...isUndo },
    ...(isActive && { detail: 'its database takes no writes, and a node still answers as active' }),
  };
}

/** Two clusters must not both answer clients, not even reads. @returns whether a node still says that it is active */
async function staysActive({ evidence, clock, deadline }: PostgresContext, cluster: ClusterName): Promise<boolean> {
  const hasEnded = await poll(async () => ((await evidence.look(cluster)).kind === 'changing' ? undefined : true), {
    clock,
    deadline: deadline.within(STEPS_DOWN_MS),
    backOff: BETWEEN_LOOKS,
  });
  if (hasEnded) return false;
  const seen = evidence.of(cluster);
  return seen.kind === 'changing' && seen.isDatabaseFenced === true;
}

/** A node that keeps its lock writes in spite of the fence, and nothing else would keep it from that. */
async function stillWrites(context: PostgresContext, cluster: ClusterName): Promise<StepResult> {
  const whyFenced = await takeBack(context, cluster);
  if (whyFenced === undefined) context.evidence.accept(cluster, 'primary');
  const detail =
    'a node is active in spite of the fence of its database: take default_transaction_read_only out of the connection_url of the nodes' +
    (whyFenced === undefined ? '' : `; ${whyFenced}`);
  return {
    ...refused({ detail, mayHaveEffect: true }),
    run: { demoteFailed: detail, ...(whyFenced !== undefined && { mayBeFenced: cluster }) },
  };
}
