import * as v from 'valibot';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import type { EvacuatedPair } from '../documents';

const OUTPUT = v.object({
  names: v.optional(
    v.object({
      pairs: v.array(
        v.object({ pair: v.string(), outcome: v.picklist(['moved', 'left']), why: v.optional(v.string()) }),
      ),
    }),
  ),
  checks: v.array(
    v.object({
      pair: v.string(),
      ...Object.fromEntries(CLUSTER_NAMES.map((name) => [name, v.optional(v.string())])),
      problems: v.optional(v.array(v.string())),
      error: v.optional(v.string()),
    }),
  ),
});

/** What became of each pair that was evacuated, from the output of the state machine. Pure. */
export function outcomeOf(planned: readonly EvacuatedPair[], output: unknown): EvacuatedPair[] {
  const parsed = v.safeParse(OUTPUT, output);
  const { names, checks } = parsed.success ? parsed.output : { names: undefined, checks: [] };
  return planned.map((pair) => {
    if (!isEvacuated(pair)) return pair;
    const name = names?.pairs.find((each) => each.pair === pair.pair);
    const check = checks.find((each) => each.pair === pair.pair);
    const role = (check as Record<string, unknown> | undefined)?.[pair.to];
    const why =
      name?.why ?? (name === undefined ? 'The batch of names has failed: run failover, which moves it.' : undefined);
    return {
      ...pair,
      name: name?.outcome ?? 'left',
      ...(typeof role === 'string' && { role }),
      ...(check?.problems && { problems: check.problems }),
      ...(why !== undefined && { why }),
    };
  });
}

/** Whether the state machine gets the pair. */
export const isEvacuated = ({ plan }: EvacuatedPair): boolean => plan === 'promote' || plan === 'move-name';

/** Whether clients of the pair are served from the region that is left, as far as it was seen. */
export const isServed = ({ plan, name, role }: EvacuatedPair): boolean =>
  plan === 'nothing' || (name === 'moved' && role === 'primary');
