import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import type { Clock } from '../../functions/shared/clock';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import type { RunOutcome } from '../operations/run-outcome';
import { duration } from '../render/phrases';

const MAX_TRIES = 10;
const FIRST_MS = 30_000;
const JITTER_MS = 999;

export interface Relinking {
  /** Only makes the other cluster follow `primary`. Each call uses a new secondary token. */
  readonly link: (primary: ClusterName) => Promise<RunOutcome>;
  readonly tell: (text: string) => void;
  readonly clock: Clock;
  /** Returns a number from 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * Retries a link that the engine gave up: at most ten times, after 30 s · 2^(n−1) and up to a second. It changes no role
 * and no name, and clients use the new primary meanwhile. It ends if another operation has changed the pair.
 *
 * The engine itself retries every 0.8 s for 90 s, because a demoted cluster can be linked a second or two after its
 * restart. A link that still fails needs a change of a route, a firewall, a load balancer or a cached name. That takes
 * minutes, so long pauses are enough.
 *
 * @returns the first outcome, with what linking has added
 */
export async function relink(
  first: RunOutcome,
  { link, tell, clock, random = Math.random }: Relinking,
): Promise<RunOutcome> {
  let outcome = first;
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const failed = failedLink(outcome);
    if (outcome.kind !== 'result' || failed === undefined) return outcome;
    const pauseMs = FIRST_MS * 2 ** (tries - 1) + 1 + Math.round(random() * (JITTER_MS - 1));
    tell(`Linking is retried in ${duration(pauseMs)} (${tries} of ${MAX_TRIES}). Press Ctrl-C to stop waiting.`);
    try {
      await clock.wait(pauseMs);
    } catch (error) {
      if (error instanceof VaultDrError) return outcome;
      throw error;
    }
    const next = await link(otherCluster(failed.cluster));
    // A refusal means that the pair has changed. The result of the operation itself is still valid.
    if (next.kind !== 'result') {
      if (next.kind === 'refused') tell(`Linking was stopped: ${next.message}`);
      return outcome;
    }
    outcome = { kind: 'result', result: continued(outcome.result, next.result) };
  }
  return outcome;
}

/** The failed link, if it is the only failed step and can succeed later without a change by the operator. */
export function failedLink(outcome: RunOutcome): StepReport | undefined {
  if (outcome.kind !== 'result' || outcome.result.outcome !== 'partial') return undefined;
  // A demotion or promotion that Vault refused did not stop the operation.
  const [only, ...others] = outcome.result.steps.filter(
    ({ kind, outcome }) => outcome === 'failed' && kind !== 'demote' && kind !== 'promote',
  );
  return only?.kind === 'link' && only.retryable && others.length === 0 ? only : undefined;
}

/** The result of the operation and of its later link in one. Failed links are left out. */
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
      ...first.steps.filter(({ kind, outcome }) => kind !== 'link' || outcome === 'done'),
      ...link.steps.map((step) => ({ ...step, startMs: step.startMs + laterMs })),
    ],
    after: link.after,
    left: link.left,
    warnings: link.warnings,
  };
}
