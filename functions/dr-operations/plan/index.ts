import type { OperationRequest } from '../event';
import type { Plan } from '../steps';
import type { World } from '../world';
import type { PlanLimits } from './limits';
import { planFence } from './fence';
import { planLink } from './link';
import { planName } from './name';
import { planRejoin } from './rejoin';
import { planTakeover } from './takeover';

export type { PlanLimits } from './limits';

/**
 * Decides what has to happen next from what is observed alone. Pure: the time is part of the world.
 *
 * A call after a crash continues from what is observed, and a finished operation has nothing to do.
 */
export function plan(
  { operation, to, accept, dns, automatic }: OperationRequest,
  world: World,
  limits: PlanLimits,
): Plan {
  switch (operation) {
    case 'status':
      throw new Error('status plans nothing');
    case 'rejoin':
      return planRejoin({ to, accept }, world);
    case 'fence':
      return planFence({ to, accept, isAutomatic: automatic !== undefined }, world);
    case 'failover':
      return planTakeover({ kind: 'failover', to: to ?? 'away', accept, leavesName: dns === 'defer' }, world, limits);
    case 'switchover':
      return planTakeover({ kind: 'switchover', to: to ?? 'away', accept }, world, limits);
    case 'failback':
      return planTakeover({ kind: 'switchover', to: 'home', accept }, world, limits);
    case 'dns-switch':
      return planName(accept, world);
    case 'link':
      return planLink({ to: to ?? 'away', accept }, world);
  }
}
