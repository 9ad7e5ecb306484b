import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../shared/contract';
import type { OperationsConfig } from './config';
import type { EngineDependencies } from './engine';
import { look } from './look';
import { plan } from './plan';
import { primariesOf } from './plan/facts';
import { statusOf, type StatusResult } from './result';
import { needsOf, type Plan } from './steps';
import type { TableLooks } from './table-looks';
import type { World } from './world';

/** Whether an operation would begin now, and if not, why. */
export type Possibility = { readonly possible: true } | { readonly possible: false; readonly reason: string };

/** The pair as one region sees it, and what it could do now. */
export interface Foresight {
  readonly world: World;
  readonly status: StatusResult;
  readonly switchover: Possibility;
  readonly failover: Possibility;
}

/** Number of lease tables that each operation needs to begin. */
const TABLES_NEEDED = { switchover: 2, failover: 1 } as const;

/** Observes the pair, and asks the planner what would happen now. Locks and changes nothing. */
export async function foresee(dependencies: EngineDependencies): Promise<Foresight> {
  const { config } = dependencies;
  const { world, tables, automatic } = await look(dependencies);
  return {
    world,
    status: statusOf(world, tables, automatic),
    switchover: foreseeOne('switchover', world, tables, config),
    failover: foreseeOne('failover', world, tables, config),
  };
}

function foreseeOne(
  operation: 'switchover' | 'failover',
  world: World,
  tables: TableLooks,
  limits: OperationsConfig,
): Possibility {
  const answering = Object.values(tables).filter(({ kind }) => kind === 'answers').length;
  if (answering < TABLES_NEEDED[operation]) {
    return { possible: false, reason: `only ${answering} of the lease tables can be reached` };
  }
  const plans = targetsOf(world).map((to) =>
    plan({ operation, to, accept: [], dryRun: true, reason: 'watch', actor: 'watch' }, world, limits),
  );
  if (plans.some(begins)) return { possible: true };
  return { possible: false, reason: plans.map(reasonOf).join('; ') };
}

/** Whoever could take over: the other cluster of the only primary, otherwise either. */
function targetsOf(world: World): readonly ClusterName[] {
  const [primary, second] = primariesOf(world);
  return primary !== undefined && second === undefined ? [otherCluster(primary)] : CLUSTER_NAMES;
}

/** A plan that only waits for a role may still be refused. */
const begins = (planned: Plan): boolean =>
  planned.kind === 'act' && planned.rounds.flat().some(({ kind }) => kind !== 'settle');

function reasonOf(planned: Plan): string {
  switch (planned.kind) {
    case 'act':
      return 'a cluster changes its role now';
    case 'done':
      return planned.reason;
    case 'refuse':
      return [planned.reason, ...needsOf(planned).map((need) => `needs --accept ${need}`)].join(', ');
  }
}
