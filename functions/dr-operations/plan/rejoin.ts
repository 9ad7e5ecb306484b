import { otherCluster, type ClusterName } from '../../shared/contract';
import type { Acceptance } from '../contract';
import { act, done, refuse, type Plan, type Refusal, type Step } from '../steps';
import type { World } from '../world';
import { isAhead } from './ahead';
import { describe } from './describe';
import { linkTo, mayBeOneSet, maySettle, roleOf } from './facts';
import { checkReserves, checkToken, recordChecks } from './guards';
import { assessDiscard, describeLoss } from './loss';
import { object, refuseUnaccepted, refuseUnused, withAccepted, type Check } from './objections';
import { confirmDns, link, settle, switchDns } from './stages';
import { survivorOf } from './survivor';

/** `to` names the primary to keep. With one primary it is a check, with two it is a choice. */
export interface Rejoin {
  readonly to: ClusterName | undefined;
  readonly accept: readonly Acceptance[];
}

/** Plans how the cluster that is not the clients' primary becomes its secondary again. Pure. */
export function planRejoin({ to, accept }: Rejoin, world: World): Plan {
  const between = (['home', 'away'] as const).find(
    (name) => ['changing', 'gone', 'odd'].includes(roleOf(world, name)) && maySettle(world, name),
  );
  if (between) return settle(between);

  const primary = survivorOf(world, to);
  if (typeof primary === 'object') return primary;
  if (to !== undefined && to !== primary) {
    return refuse(`${primary} is the primary of the clients, not ${to}`, 'Leave out "to", or use switchover.');
  }
  const follower = otherCluster(primary);
  const checks = [...recordChecks(world, { needed: true }), ...discardChecks(primary, world)];
  const refusal =
    refuseFollower(follower, world) ??
    (to === undefined ? refuseUnfinished(follower, world) : undefined) ??
    refuseUnaccepted(checks, accept);
  if (refusal) return refusal;
  const plan = roleOf(world, follower) === 'primary' ? demoteThenLink(follower, world) : finish(follower, world);
  const unused = plan.kind === 'act' && world.run.demoted === undefined ? refuseUnused(checks, accept) : undefined;
  return unused ?? withAccepted(plan, checks);
}

/** Linking overwrites the follower: whoever lets that happen has to know what is on it alone. */
export function discardChecks(primary: ClusterName, world: World): Check[] {
  const follower = otherCluster(primary);
  // What this very run demoted was agreed upon before.
  if (linkTo(world, primary) !== undefined || world.run.demoted === follower) return [];
  const lift = `Look at both first. ${follower} keeps what it has until it follows ${primary}.`;
  if (isAhead(world, primary)) {
    return [
      object(
        'loss',
        `A takeover by ${primary} was begun, and that it has every write of ${follower} is not proven`,
        `Run switchover to ${primary} to end it.`,
      ),
    ];
  }
  if (!world.historyKnown) {
    return [
      object(
        'loss',
        `The journal cannot be read whole: ${follower} may have writes that ${primary} lacks`,
        'Try again when DynamoDB answers in both regions.',
      ),
    ];
  }
  const loss = assessDiscard(world, primary);
  if (loss.kind === 'none') return [];
  return [
    object(
      'loss',
      `${follower} may have writes that ${primary} lacks, and they would be discarded (${describeLoss(loss)})`,
      lift,
    ),
  ];
}

function refuseFollower(follower: ClusterName, world: World): Refusal | undefined {
  const primary = otherCluster(follower);
  if (!mayBeOneSet(world)) {
    return refuse(
      `${follower} belongs to another replication set than ${primary}'s`,
      `If nothing on it is needed, enable it as a secondary of ${primary}, which wipes it.`,
    );
  }
  switch (roleOf(world, follower)) {
    case 'primary':
      return world.run.demoteFailed === undefined
        ? undefined
        : refuse(`${follower} was not demoted: ${world.run.demoteFailed}`, 'Mend that and try again.');
    case 'secondary':
      return undefined;
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

/** A killed failover to the cluster that would now be demoted: its promotion may be what the operator wants to keep. */
function refuseUnfinished(follower: ClusterName, world: World): Refusal | undefined {
  const { operation, to } = world.unfinished ?? {};
  const pending = operation === 'failover' && to === follower && roleOf(world, follower) === 'primary';
  if (!pending) return undefined;
  return refuse(
    `A failover to ${follower} was begun and not ended`,
    `Run failover again to end it, or name the cluster to keep with "to".`,
  );
}

function demoteThenLink(follower: ClusterName, world: World): Plan {
  const steps = traffic(follower, world);
  const reason = `${follower} is a second primary; ${otherCluster(follower)} keeps the role`;
  return checkReserves(world) ?? act([{ kind: 'demote', cluster: follower, reason }], [...steps, link(follower)]);
}

const traffic = (follower: ClusterName, world: World): Step[] =>
  world.run.dnsChange ? [] : switchDns(otherCluster(follower), world);

function finish(follower: ClusterName, world: World): Plan {
  const primary = otherCluster(follower);
  const linked = world.run.linked ?? linkTo(world, primary);
  const steps = traffic(follower, world);
  if (!linked) return checkToken(world) ?? act([...steps, link(follower)]);
  const unconfirmed = world.run.dnsChange !== undefined && world.run.insync === undefined;
  if (steps.length > 0 || unconfirmed) return act(steps, [confirmDns(primary)]);
  return done(`${follower} follows ${primary}`, linked === 'syncing' ? ['await-stream-wals'] : []);
}
