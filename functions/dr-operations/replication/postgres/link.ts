import { otherCluster } from '../../../shared/contract';
import { poll } from '../../../shared/retry';
import type { StepResult } from '../../execute/context';
import { BETWEEN_LOOKS } from '../../execute/wait';
import { linkTo, upCluster } from '../../plan/facts';
import type { StepOf } from '../../steps';
import type { PostgresContext } from './context';

const REWIND =
  'stop it, run CHECKPOINT on the new primary, run pg_rewind (or pg_basebackup) with --write-recovery-conf, and start it.';

/**
 * Waits until the database of the follower streams from the new primary, if something else makes it a replica, and says
 * what a person has to do otherwise. Nothing is overwritten here: only a person, or a tool of theirs, rewinds a database.
 */
export async function link(context: PostgresContext, { cluster: follower }: StepOf<'link'>): Promise<StepResult> {
  const { evidence, clock, deadline, linkWithinSeconds = 0 } = context;
  const primary = otherCluster(follower);
  const linked = await poll(
    async () => {
      const clusters = await evidence.lookAtBoth();
      if (upCluster(clusters[follower])?.mode === 'primary') return 'primary';
      return linkTo({ ...context.world, clusters }, primary);
    },
    { clock, deadline: deadline.within(linkWithinSeconds * 1000), backOff: BETWEEN_LOOKS },
  );
  // Nobody may be told to overwrite a database that takes writes.
  if (linked === 'primary') return { effect: false, detail: `${follower} is a primary again` };
  if (linked) return { effect: false, run: { linked } };
  const { howToFollow = REWIND } = context.databases[follower];
  const detail = `${follower} is fenced. Make its database a replica of the one of ${primary}: ${howToFollow}`;
  return { effect: false, run: { linked: 'by-hand', howToFollow }, detail };
}
