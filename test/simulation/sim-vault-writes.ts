import { met } from './kinds';
import type { ClusterName } from '../../functions/shared/contract';
import type { SimRun } from './sim-run';
import { NO_LEADER } from './sim-status';
import type { SimWorld } from './sim-world';

type Body = Readonly<Record<string, unknown>>;

export interface Write {
  readonly path: string;
  readonly body: Body;
  readonly headerToken: string | undefined;
  /** Time at which the run sent the call, milliseconds since the epoch. */
  readonly askedAt: number;
}

interface At {
  readonly world: SimWorld;
  readonly run: SimRun;
  readonly name: ClusterName;
  /** Throws the error of a refusal by Vault. */
  readonly refuse: (status: number, text: string) => never;
}

const PREFIX = 'sys/replication/dr/';

/** Applies a write to a cluster. Throws Vault's own refusal when the cluster does not accept it. */
export function applyWrite(at: At, write: Write): Body {
  const { world, name, refuse } = at;
  const call = write.path.replace(PREFIX, '');
  const cluster = world.clusters[name];
  world.clientWrites();
  cluster.settle();
  if (cluster.reach !== 'open') refuse(503, 'no active node');
  if (cluster.sealed) refuse(503, 'Vault is sealed');
  if (cluster.restart) refuse(503, 'no active node');
  if (!cluster.hasLeader) refuse(500, NO_LEADER);
  const given = call.startsWith('secondary/') ? write.body['dr_operation_token'] : write.headerToken;
  if (!world.tokens.isValid(given)) refuse(403, 'permission denied');
  if (call.startsWith('primary/') && cluster.role !== 'primary')
    refuse(400, 'path disabled in replication DR secondary mode');
  if (call.startsWith('secondary/') && cluster.role !== 'secondary') refuse(400, 'Not a DR secondary.');
  return act(at, call, write);
}

function act({ world, run, name, refuse }: At, call: string, { body, askedAt }: Write): Body {
  const cluster = world.clusters[name];
  const other = world.other(name);
  switch (call) {
    case 'primary/demote':
      world.watch.acts(run, `demote ${name}`);
      cluster.demote(other);
      return {};
    case 'secondary/promote':
      if (body['force'] !== true && needsForce(world, name)) refuse(503, CATCHING_UP);
      world.watch.acts(run, `promote ${name}`);
      world.watch.promotes(run, name, { askedAt, withForce: body['force'] === true });
      if (cluster.promotionsThatDoNotHold > 0) met('a promotion is accepted and does not hold');
      cluster.promote();
      return {};
    case 'primary/revoke-secondary':
      world.watch.acts(run, `revoke-secondary ${name}`);
      cluster.known.delete(String(body['id']));
      return {};
    case 'primary/secondary-token':
      if (cluster.known.has(String(body['id']))) refuse(400, 'secondary with the given id already exists');
      world.watch.acts(run, `secondary-token ${name}`);
      cluster.known.add(String(body['id']));
      return { wrap_info: { token: 'wrapped' } };
    case 'secondary/update-primary':
      if (!other.writable || !world.network.between) refuse(500, 'error unwrapping secondary token');
      world.watch.acts(run, `link ${name}`);
      world.watch.links(run, name, { askedAt, address: String(body['primary_api_addr']) });
      if ((world.habits.syncMs ?? 0) > 0) met('a link compares and copies before it streams');
      cluster.follow(other);
      return {};
    default:
      return refuse(404, 'unsupported path');
  }
}

const CATCHING_UP = 'replication is still catching up, try again later or provide the "force" argument';

function needsForce({ clusters, clock, habits }: SimWorld, name: ClusterName): boolean {
  const { upstream, isBehind, catchesUpUntil } = clusters[name];
  const catchesUp = (habits.catchesUpFirst === true && isBehind) || clock.now() < catchesUpUntil;
  if (catchesUp) met('a promotion is refused as still catching up');
  return catchesUp || (upstream === undefined && habits.idlePromoteNeedsForce);
}
