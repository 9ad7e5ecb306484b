import type { DrOperationsEvent } from '../../../functions/dr-operations/contract';
import type { ClusterName } from '../../local/vault';
import type { World } from '../../local/world';
import { operate } from '../operate';

/** An operation that is killed on its way. */
export interface KilledOperation {
  readonly name: string;
  readonly event: DrOperationsEvent;
  /** In whose region it runs. */
  readonly region: ClusterName;
  /** Prepares a healthy pair for the operation. */
  readonly prepare: (world: World) => Promise<void>;
  /** The cluster that has the clients at the end. */
  readonly primary: ClusterName;
  /** Whether every acknowledged write must exist at the end. */
  readonly losesNothing: boolean;
  /** Whether the operation begins with two reachable primaries. */
  readonly beginsSplit: boolean;
}

const FAILOVER = { operation: 'failover', reason: 'crash test', actor: 'crash test' } as const;

const loseHome = async (world: World): Promise<void> => {
  await world.pair.home.inject({ kind: 'refuse' });
};

export const KILLED_OPERATIONS: readonly KilledOperation[] = [
  {
    name: 'switchover',
    event: { operation: 'switchover', actor: 'crash test' },
    region: 'away',
    prepare: () => Promise.resolve(),
    primary: 'away',
    losesNothing: true,
    beginsSplit: false,
  },
  {
    name: 'failover',
    event: FAILOVER,
    region: 'away',
    prepare: loseHome,
    primary: 'away',
    losesNothing: false,
    beginsSplit: false,
  },
  {
    name: 'rejoin',
    event: { operation: 'rejoin', actor: 'crash test' },
    region: 'away',
    async prepare(world) {
      await loseHome(world);
      await operate(world, 'away', FAILOVER);
      await world.pair.home.restore();
    },
    primary: 'away',
    losesNothing: true,
    beginsSplit: true,
  },
];
