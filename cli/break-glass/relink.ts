import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import type { Clock } from '../../functions/shared/clock';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import type { Ending } from '../operations/ending';
import { duration } from '../render/time';

const MOST_TRIES = 10;
const FIRST_MS = 30_000;
const JITTER_MS = 999;

export interface Relinking {
  /** Makes the other cluster follow `primary`, and nothing else; each try takes a fresh secondary token. */
  readonly link: (primary: ClusterName) => Promise<Ending>;
  readonly tell: (text: string) => void;
  readonly clock: Clock;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * Goes on linking where the engine gave up: after 30 s · 2^(n−1) and up to a second, at most ten times. No role and no
 * name is moved: clients are served by the new primary meanwhile, and whoever moves on in between ends the tries.
 *
 * The engine comes first. It tries every 0.8 s for 90 s, because a demoted cluster can be linked within a second or two
 * of its restart and nothing is won by sleeping. What is left after that needs somebody or something else to change: a
 * route, a firewall, a load balancer, a name that a Vault server has cached. That takes minutes, and asking rarely is
 * enough.
 *
 * @returns the first ending, as far as linking has brought it
 */
export async function relink(first: Ending, { link, tell, clock, random = Math.random }: Relinking): Promise<Ending> {
  let ending = first;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const failed = failedLink(ending);
    if (ending.kind !== 'result' || failed === undefined) return ending;
    const pauseMs = FIRST_MS * 2 ** (tries - 1) + 1 + Math.round(random() * (JITTER_MS - 1));
    tell(`Linking is tried again in ${duration(pauseMs)} (${tries} of ${MOST_TRIES}). Ctrl-C ends the waiting.`);
    try {
      await clock.wait(pauseMs);
    } catch (error) {
      if (error instanceof VaultDrError) return ending;
      throw error;
    }
    const next = await link(otherCluster(failed.cluster));
    // A refusal says that the world is another one now; what was reached before is still what was reached.
    if (next.kind !== 'result') {
      if (next.kind === 'refused') tell(`Linking has ended: ${next.message}`);
      return ending;
    }
    ending = { kind: 'result', result: continued(ending.result, next.result) };
  }
  return ending;
}

/** The link that alone has failed, where waiting may mend it. Waiting mends neither a policy nor another step. */
export function failedLink(ending: Ending): StepReport | undefined {
  if (ending.kind !== 'result' || ending.result.outcome !== 'partial') return undefined;
  const [only, ...others] = ending.result.steps.filter(({ outcome }) => outcome === 'failed');
  return only?.kind === 'link' && only.retryable && others.length === 0 ? only : undefined;
}

/** An operation of which only the link was missing, with what linking has come to. Its failed tries are left out. */
function continued({ error, ...first }: OperationResult, link: OperationResult): OperationResult {
  const failure = link.error ?? error;
  const laterMs = Date.parse(link.startedAt) - Date.parse(first.startedAt);
  return {
    ...first,
    outcome: link.outcome,
    summary: link.outcome === 'done' ? link.summary : first.summary,
    ...(link.outcome === 'partial' && failure && { error: failure }),
    durationMs: laterMs + link.durationMs,
    steps: [
      ...first.steps.filter(({ outcome }) => outcome === 'done'),
      ...link.steps.map((step) => ({ ...step, startMs: step.startMs + laterMs })),
    ],
    after: link.after,
    left: link.left,
    warnings: link.warnings,
  };
}
