import { AUTOMATIC_DEFAULTS } from '../../functions/dr-operations/contract';
import type { VaultDrProps } from '../vault-dr-props';
import { when, whole } from './rules';

/** How often the watchers look, seconds. */
const LOOK_SECONDS = 10;
/** Defaults that the Lambda applies. */
const HEARTBEAT_GRACE_SECONDS = 12;
const MAX_FAILOVER_LAG_SECONDS = 3_600;

/** A failover that begins by itself needs three observers, and more time than a heartbeat that is late. */
export function validateAutomatic(props: VaultDrProps): string[] {
  const { automatic, witness, watch, heartbeatGraceSeconds, maxFailoverLagSeconds } = props;
  if (!automatic) return [];
  const { afterSeconds, maxLossSeconds } = { ...AUTOMATIC_DEFAULTS, ...automatic };
  const grace = heartbeatGraceSeconds ?? HEARTBEAT_GRACE_SECONDS;
  const mostLoss = maxFailoverLagSeconds ?? MAX_FAILOVER_LAG_SECONDS;
  return [
    ...when(
      witness === undefined,
      'automatic needs a witness: give witness, a third region, or leave automatic out, because two regions cannot tell a lost region from a cut between them.',
    ),
    ...when(watch === false, 'automatic needs the watch: leave out watch: false, or leave automatic out.'),
    ...whole('automatic.afterSeconds', afterSeconds, 30, 3_600),
    ...when(
      afterSeconds < grace + LOOK_SECONDS,
      `automatic.afterSeconds is ${afterSeconds}: give at least ${grace + LOOK_SECONDS}, because a heartbeat counts as a sign of life for ${grace} s (heartbeatGraceSeconds), and the watchers look every ${LOOK_SECONDS} s.`,
    ),
    ...whole('automatic.maxLossSeconds', maxLossSeconds, 20, 3_600),
    ...when(
      maxLossSeconds > mostLoss,
      `automatic.maxLossSeconds is ${maxLossSeconds}: give at most ${mostLoss} (maxFailoverLagSeconds), because a failover that may lose more needs a person.`,
    ),
    ...whole('automatic.coolDownSeconds', automatic.coolDownSeconds, 600, 604_800),
  ];
}
