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
  /** Brings a healthy pair to where the operation is due. */
  readonly prepare: (world: World) => Promise<void>;
  /** The cluster that has the clients in the end. */
  readonly primary: ClusterName;
  /** Whether every acknowledged write has to be there in the end. */
  readonly losesNothing: boolean;
  /** Whether two reachable primaries are what it begins with. */
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
