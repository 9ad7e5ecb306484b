import { otherCluster, type ClusterName } from '../../shared/contract';
import { act, done, refuse, type Plan, type Step } from '../steps';
import type { World } from '../world';
import { isAhead } from './ahead';
import { describe } from './describe';
import { leadsTo, linkTo, mayBeOneSet, maySettle, roleOf } from './facts';
import { checkRecords, checkToken } from './guards';
import type { PlanLimits } from './index';
import { confirmDns, link, settle } from './stages';

/** `to` names the cluster that the operator takes for the primary; a check, not a wish. */
export interface Rejoin {
  readonly to: ClusterName | undefined;
  readonly force: boolean;
}

/** Plans how the cluster that is not the clients' primary becomes its secondary again. Pure. */
export function planRejoin({ to, force }: Rejoin, world: World, limits: PlanLimits): Plan {
  const between = (['home', 'away'] as const).find(
    (name) => ['changing', 'gone'].includes(roleOf(world, name)) && maySettle(world, name),
  );
  if (between) return settle(between);

  const primary = findPrimary(world);
  if (typeof primary === 'object') return primary;
  if (to !== undefined && to !== primary) {
    return refuse(`${primary} is the primary of the clients, not ${to}`, 'Leave out "to", or use switchover.');
  }
  const follower = otherCluster(primary);
  const objection =
    checkRecords(world, { force, needed: true }) ??
    checkUnfinished(follower, force, world) ??
    checkProof(primary, force, world);
  if (objection) return objection;

  if (!mayBeOneSet(world)) {
    return refuse(
      `${follower} belongs to another replication set than ${primary}'s`,
      `If nothing on it is needed, enable it as a secondary of ${primary}, which wipes it.`,
    );
  }
  switch (roleOf(world, follower)) {
    case 'primary':
      if (world.run.demoteFailed !== undefined) {
        return refuse(`${follower} was not demoted: ${world.run.demoteFailed}`, 'Mend that and try again.');
      }
      return checkToken(world, limits) ?? demoteThenLink(follower, world);
    case 'secondary':
      return finish(follower, world, limits);
    case 'disabled':
      return refuse(
        `DR replication is disabled on ${follower}: it cannot simply follow again`,
        `Enable ${follower} as a secondary of ${primary}, which wipes it.`,
      );
    case 'changing':
    case 'gone':
    case 'odd':
      return refuse(
        `${follower} is not back: it is ${describe(world, follower)}`,
        `Bring ${follower} up, then try again.`,
      );
  }
}

/** The primary that keeps its place: the only one, or of two the one that has the clients. */
function findPrimary(world: World): ClusterName | Plan {
  const primaries = (['home', 'away'] as const).filter((name) => roleOf(world, name) === 'primary');
  const [only] = primaries;
  if (only === undefined) return refuse('Neither cluster is primary', 'Promote one with switchover or failover first.');
  if (primaries.length === 1) return only;
  const withClients = primaries.find((name) => leadsTo(world, name));
  return (
    withClients ??
    refuse(
      'Both clusters are primary, and the client name does not lead to one of them alone',
      'Choose with failover, force and a reason: it moves the clients; then run rejoin.',
    )
  );
}

/** A killed failover to the cluster that would now be demoted: its promotion may be what the operator wants to keep. */
function checkUnfinished(follower: ClusterName, force: boolean, { unfinished, run }: World): Plan | undefined {
  const pending = unfinished?.operation === 'failover' && unfinished.to === follower && run.demoted === undefined;
  if (!pending || force) return undefined;
  return refuse(
    `A failover to ${follower} was begun and not ended`,
    `Run failover again to end it, or give force with a reason to demote ${follower}.`,
  );
}

/** Linking overwrites the follower: not while it may have writes that a primary without clients lacks. */
function checkProof(primary: ClusterName, force: boolean, world: World): Plan | undefined {
  const follower = otherCluster(primary);
  const mayLack =
    isAhead(world, primary) || (!world.historyKnown && !leadsTo(world, primary) && !linkTo(world, primary));
  if (force || !mayLack) return undefined;
  return refuse(
    world.historyKnown
      ? `A switchover to ${primary} was begun, and that ${primary} has every write of ${follower} is not proven`
      : `${primary} is primary without the clients, and the journal cannot be read whole`,
    `Run switchover to ${primary} to end it, or give force with a reason to go on without what ${follower} may have.`,
  );
}

const demoteThenLink = (follower: ClusterName, world: World): Plan =>
  act(
    [{ kind: 'demote', cluster: follower, reason: `${follower} is a second primary; the clients are elsewhere` }],
    [...traffic(follower, world), link(follower)],
  );

const traffic = (follower: ClusterName, world: World): Step[] => {
  const primary = otherCluster(follower);
  return leadsTo(world, primary) || world.run.dnsChange
    ? []
    : [{ kind: 'switch-dns', cluster: primary, reason: `${primary} is primary` }];
};

function finish(follower: ClusterName, world: World, limits: PlanLimits): Plan {
  const primary = otherCluster(follower);
  const linked = world.run.linked ?? linkTo(world, primary);
  const steps = traffic(follower, world);
  if (!linked) return checkToken(world, limits) ?? act([...steps, link(follower)]);
  const unconfirmed = world.run.dnsChange !== undefined && world.run.insync === undefined;
  if (steps.length > 0 || unconfirmed) return act(steps, [confirmDns(primary)]);
  return done(`${follower} follows ${primary}`, linked === 'syncing' ? ['await-stream-wals'] : []);
}
