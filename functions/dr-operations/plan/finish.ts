import { otherCluster } from '../../shared/contract';
import { act, done, type LeftToDo, type Plan, type Step } from '../steps';
import type { World } from '../world';
import { linkTo, mayBeOneSet, roleOf, upCluster } from './facts';
import type { Goal } from './goal';
import { assessDiscard } from './loss';
import { awaitPrimary, confirmDns, link, switchDns } from './stages';

/** `to` is primary, or Vault has accepted its promotion: traffic, then the link. */
export function finish({ kind, to }: Goal, world: World): Plan {
  const from = otherCluster(to);
  const serving = upCluster(world.clusters[to])?.serving === true;
  const target = world.clusters[to];
  // It says that its promotion does not hold: the name waits until it stands by that, or not.
  const isDoubtful = target.kind === 'changing' && target.mode === 'secondary';
  const traffic: Step[] = [...(isDoubtful ? [] : switchDns(to, world)), ...(serving ? [] : [awaitPrimary(to)])];
  const unconfirmed = world.run.dnsChange?.active === to && world.run.insync === undefined;
  const linked = world.run.linked ?? linkTo(world, to);
  // A link overwrites: what may have more is left to rejoin, which says what it discards.
  const canLink =
    ['secondary', 'changing'].includes(roleOf(world, from)) &&
    mayBeOneSet(world) &&
    assessDiscard(world, to).kind === 'none';
  const afterwards: Step[] = [
    ...(unconfirmed || traffic.some((step) => step.kind === 'switch-dns') ? [confirmDns(to)] : []),
    ...(kind === 'switchover' && !linked && canLink ? [link(from)] : []),
  ];
  if (traffic.length + afterwards.length > 0) return act(traffic, afterwards);
  const left: LeftToDo[] = [
    ...(world.run.insync === 'not-confirmed' ? (['confirm-dns'] as const) : []),
    ...(linked === 'syncing' ? (['await-stream-wals'] as const) : []),
    ...(linked ? [] : (['rejoin'] as const)),
  ];
  return done(`${to} is primary and the client name leads to it`, left);
}
