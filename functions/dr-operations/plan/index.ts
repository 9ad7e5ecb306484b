import type { OperationRequest } from '../event';
import type { Plan } from '../steps';
import type { World } from '../world';
import { planRejoin } from './rejoin';
import { planTakeover } from './takeover';

/** Limits that the planner is given. */
export interface PlanLimits {
  /** Most WALs that the secondary may be behind before a switchover starts. */
  readonly maxLagWals: number;
  /** Shortest remaining life of the DR operation token that a takeover may start with, milliseconds. */
  readonly tokenMarginMs: number;
}

/**
 * Decides what has to happen next, from what is observed alone. Pure: the time is in the world.
 *
 * It is a reconciler: a call after a crash carries on from what is there, and a finished operation has nothing to do.
 */
export function plan(request: OperationRequest, world: World, limits: PlanLimits): Plan {
  const { operation, to, force } = request;
  switch (operation) {
    case 'status':
      throw new Error('status plans nothing');
    case 'rejoin':
      return planRejoin({ to, force }, world, limits);
    case 'failover':
      return planTakeover({ kind: 'failover', to: to ?? 'away', force }, world, limits);
    case 'switchover':
      return planTakeover({ kind: 'switchover', to: to ?? 'away', force }, world, limits);
    case 'failback':
      return planTakeover({ kind: 'switchover', to: 'home', force }, world, limits);
  }
}
