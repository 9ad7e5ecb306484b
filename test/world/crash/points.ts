import type { Passage } from '../../local/tap';

/**
 * A moment of one call at which a run is killed. A call that changes something is identified by its number. A read is
 * identified by the change before it, because the number of reads depends on time.
 */
export interface CrashPoint {
  readonly moment: Passage['moment'];
  /** `home POST sys/replication/dr/primary/demote`. */
  readonly call: string;
  /** The n-th such call, or the first such call after another call was done. */
  readonly which: { readonly nth: number } | { readonly after: string };
}

/** Finds the points of a successful run, each once. */
export function pointsOf(run: readonly Passage[]): CrashPoint[] {
  const points = new Map<string, CrashPoint>();
  const counter = new Counter();
  let after = 'nothing';
  for (const passage of run.filter(isOfEngine)) {
    const { nth, call } = counter.count(passage);
    const { moment } = passage;
    const isChange = !isRead(call);
    // The number of renewals depends on time; only the first write of a lease happens in every run.
    if (isLease(call) && nth > 1) continue;
    const point = { moment, call, which: isChange ? { nth } : { after } };
    points.set(describePoint(point), point);
    if (isChange && moment === 'done' && !isBeside(call)) after = `${call} #${nth}`;
  }
  return [...points.values()];
}

/** Finds the points that every one of some successful runs has: a slow run can add a call, such as one more entry of the journal. */
export function pointsOfAll(runs: readonly (readonly Passage[])[]): CrashPoint[] {
  const [first = [], ...others] = runs.map(pointsOf);
  const names = others.map((points) => new Set(points.map(describePoint)));
  return first.filter((point) => names.every((each) => each.has(describePoint(point))));
}

/** Text of a point, equal in every run. */
export const describePoint = ({ moment, call, which }: CrashPoint): string =>
  `${call} ${'nth' in which ? `#${which.nth}` : `after ${which.after}`}, ${moment}`;

/** Recognises a point during a run. */
export class Trap {
  readonly #counter = new Counter();
  #isAfter: boolean;

  constructor(private readonly point: CrashPoint) {
    this.#isAfter = 'after' in point.which && point.which.after === 'nothing';
  }

  /** Counts a passage. @returns whether it is the point */
  sees(passage: Passage): boolean {
    if (!isOfEngine(passage)) return false;
    const { nth, call } = this.#counter.count(passage);
    const { moment, which } = this.point;
    const isCall = call === this.point.call && passage.moment === moment;
    if ('nth' in which) return isCall && nth === which.nth;
    const hit = isCall && this.#isAfter;
    this.#isAfter ||= passage.moment === 'done' && `${call} #${nth}` === which.after;
    return hit;
  }
}

/** Leaves out calls of clients and between clusters. */
const isOfEngine = ({ to, call }: Passage): boolean => to === 'aws' || /^\w+ sys\/(health|replication)/.test(call);

export const isRead = (call: string): boolean => /^(home|away) GET |^aws \w+ (Get|List|Query)/.test(call);
export const isJournal = (call: string): boolean => call.includes('PutItem operation');
const isLease = (call: string): boolean => call.includes('PutItem lease');
/** DynamoDB calls run beside other calls, so no read can be located by them. */
const isBeside = (call: string): boolean => call.startsWith('aws dynamodb');

class Counter {
  readonly #counts = new Map<string, number>();

  count({ moment, to, call: what }: Passage): { readonly nth: number; readonly call: string } {
    const call = `${to} ${what}`;
    const key = `${moment} ${call}`;
    const nth = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, nth);
    return { nth, call };
  }
}
