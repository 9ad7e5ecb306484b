import type { Clock } from '../../functions/shared/clock';
import { VaultDrError } from '../../functions/shared/errors';
import type { Ending } from '../operations/ending';
import { duration } from '../render/time';

const MOST_TRIES = 10;
const FIRST_MS = 30_000;
const JITTER_MS = 999;

export interface Relinking {
  /** Runs the operation again: it carries on from what is there, and each try takes a fresh secondary token. */
  readonly again: () => Promise<Ending>;
  readonly tell: (text: string) => void;
  readonly clock: Clock;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * Goes on linking where the engine gave up: after 30 s · 2^(n−1) and up to a second, at most ten times.
 *
 * The engine comes first. It tries every 0.8 s for 90 s, because a demoted cluster can be linked within a second or two
 * of its restart and nothing is won by sleeping. What is left after that needs somebody or something else to change: a
 * route, a firewall, a load balancer, a name that a Vault server has cached. That takes minutes, and asking rarely is
 * enough; clients are served by the new primary meanwhile.
 *
 * @returns how it ended in the end: the last one that was about the link
 */
export async function relink(first: Ending, { again, tell, clock, random = Math.random }: Relinking): Promise<Ending> {
  let ending = first;
  for (let tries = 1; tries <= MOST_TRIES && isWorthwhile(ending); tries += 1) {
    const pauseMs = FIRST_MS * 2 ** (tries - 1) + 1 + Math.round(random() * (JITTER_MS - 1));
    tell(`Linking is tried again in ${duration(pauseMs)} (${tries} of ${MOST_TRIES}). Ctrl-C ends the waiting.`);
    try {
      await clock.wait(pauseMs);
    } catch (error) {
      if (error instanceof VaultDrError) return ending;
      throw error;
    }
    const next = await again();
    // A refusal now says that the world is another one; what was reached before is still what was reached.
    if (next.kind !== 'result') return ending;
    ending = next;
  }
  return ending;
}

/** Waiting mends a connection. It mends neither a policy nor a step other than the link. */
export function isWorthwhile(ending: Ending): boolean {
  if (ending.kind !== 'result' || ending.result.outcome !== 'partial') return false;
  const failed = ending.result.steps.filter(({ outcome }) => outcome === 'failed');
  const [only] = failed;
  if (failed.length !== 1 || only?.kind !== 'link') return false;
  const detail = only.detail ?? '';
  return / does not follow /.test(detail) && !/ with 40[034]: /.test(detail);
}
