import type { Death } from '../../../local/community/mortal';

/** A call of the n-th kind at which a run dies. */
export interface KillPoint {
  readonly call: string;
  readonly nth: number;
  readonly death: Death;
}

/** What changes something beyond the run itself. */
const CHANGES: readonly RegExp[] = [
  /^vault \w+\.(write|upload)/,
  /^vault \w+\.call (POST|PUT)(?! auth\/)/,
  /^files \w+\.(put|writeDemotion|writePromotion)/,
  /^(emptied )?servers\./,
  /^database \w+\.(refuseWrites|acceptWrites|promote)/,
  /ChangeResourceRecordSets/,
];
/** The boundary of a step. The lease and the other table are killed in the local world, for every driver alike. */
const BOUNDARY = /^table away\.send PutItemCommand operation/;
/** How long a change is under way when a run dies inside it, milliseconds. A restore is several seconds long, before and after it reads the file. */
const INSIDE: readonly (readonly [RegExp, readonly number[]])[] = [
  [/\.upload/, [30, 2_500]],
  [/^files \w+\.put/, [3]],
  [/^database \w+\.(refuseWrites|promote)/, [5, 40]],
  [/^servers\./, [5]],
  [/^emptied servers\./, [5, 300]],
];

/** The points of a run, from its calls: before and after each change, and inside the long ones. */
export function pointsOf(calls: readonly string[]): KillPoint[] {
  const counter = new Counter();
  return calls.flatMap((call) => {
    const nth = counter.count(call);
    if (BOUNDARY.test(call)) return [{ call, nth, death: { when: 'before' } }];
    if (!CHANGES.some((change) => change.test(call))) return [];
    // How often it is tried depends on time.
    if (/ sys\/(step-down|seal)$/.test(call) && nth > 1) return [];
    const inside = INSIDE.filter(([pattern]) => pattern.test(call)).flatMap(([, times]) => times);
    const deaths: Death[] = [
      { when: 'before' },
      ...inside.map((ms): Death => ({ when: 'inside', ms })),
      { when: 'after' },
    ];
    return deaths.map((death) => ({ call, nth, death }));
  });
}

export const describePoint = ({ call, nth, death }: KillPoint): string =>
  `${death.when === 'inside' ? `${death.ms} ms inside` : death.when} ${call} #${nth}`;

/** Recognises a point in another run. */
export function trapFor(point: KillPoint): (call: string) => Death | undefined {
  const counter = new Counter();
  return (call) => (counter.count(call) === point.nth && call === point.call ? point.death : undefined);
}

class Counter {
  readonly #counts = new Map<string, number>();

  count(call: string): number {
    const nth = (this.#counts.get(call) ?? 0) + 1;
    this.#counts.set(call, nth);
    return nth;
  }
}
