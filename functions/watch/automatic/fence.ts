import { hindranceOf } from '../../dr-operations/automatic/permission';
import type { AutomaticSettings } from '../../dr-operations/automatic/settings';
import type { OperationRequest } from '../../dr-operations/event';
import { primariesOf } from '../../dr-operations/plan/facts';
import type { StatusResult } from '../../dr-operations/result';
import type { World } from '../../dr-operations/world';
import { AUTOMATIC_ACTOR } from './lookout';

/** The demotion of an old primary that has returned, if it may begin by itself now. Pure. */
export function fenceRequest(
  world: World,
  { automatic }: StatusResult,
  settings: AutomaticSettings | undefined,
): OperationRequest | undefined {
  if (!settings?.fence || !automatic || primariesOf(world).length < 2) return undefined;
  if (hindranceOf('fence', automatic, { now: world.now, coolDownSeconds: settings.coolDownSeconds })) return undefined;
  return {
    operation: 'fence',
    to: undefined,
    dryRun: false,
    accept: [],
    reason: 'both clusters are primary: an old primary has returned',
    actor: AUTOMATIC_ACTOR,
    automatic: { beats: {} },
  };
}
