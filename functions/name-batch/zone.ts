import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { Clock, Deadline } from '../shared/clock';
import { AwsError } from '../shared/errors';
import { poll, repeat } from '../shared/retry';
import type { PairChange } from './batches';

/** Route 53 takes five requests a second and account. Others use it too, so that this Lambda stays below. */
const BETWEEN_REQUESTS_MS = 250;
const BACK_OFF = { firstMs: 500, mostMs: 8_000 };
/** Limit on one question whether a change is on every name server. */
const QUESTION_MS = 3_000;
const PAGE = 300;
const REMEDY = 'Run the failover of each pair that is left again, which moves its name.';

/** Route 53 with as few requests as its limit allows. Throttling is tried again until the deadline. */
export class PacedRoute53 {
  #nextAt = 0;

  constructor(
    private readonly client: Route53Client,
    private readonly clock: Clock,
    private readonly deadline: Deadline,
  ) {}

  /** Every record of a zone from the first to the last of the names. @throws AwsError */
  async list(hostedZoneId: string, names: readonly string[]): Promise<ResourceRecordSet[]> {
    const wanted = new Set(names.map((name) => `${name.toLowerCase()}.`));
    const ordered = [...names].sort((a, b) => compareNames(a, b));
    const last = ordered.at(-1) ?? '';
    const found: ResourceRecordSet[] = [];
    let from: Partial<Record<'StartRecordName' | 'StartRecordIdentifier', string>> & {
      StartRecordType?: ResourceRecordSet['Type'];
    } = { StartRecordName: ordered[0] ?? '' };
    for (;;) {
      const page = await this.#call('ListResourceRecordSets', (abortSignal) =>
        this.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: hostedZoneId, MaxItems: PAGE, ...from }), {
          abortSignal,
        }),
      );
      found.push(...(page.ResourceRecordSets ?? []).filter(({ Name = '' }) => wanted.has(Name.toLowerCase())));
      const next = page.NextRecordName;
      if (!page.IsTruncated || next === undefined || compareNames(next, last) > 0) return found;
      from = {
        StartRecordName: next,
        ...(page.NextRecordType && { StartRecordType: page.NextRecordType }),
        ...(page.NextRecordIdentifier && { StartRecordIdentifier: page.NextRecordIdentifier }),
      };
    }
  }

  /**
   * Sends one change batch.
   *
   * @param stillHeld asked before each attempt: the changes that may still be made
   * @returns the id of the change, or `undefined` if no change may be made any more
   * @throws AwsError
   */
  async change(hostedZoneId: string, stillHeld: () => Promise<readonly PairChange[]>): Promise<string | undefined> {
    const { id } = await this.#call('ChangeResourceRecordSets', async (abortSignal) => {
      const changes = await stillHeld();
      if (changes.length === 0) return { id: undefined };
      const answer = await this.client.send(
        new ChangeResourceRecordSetsCommand({
          HostedZoneId: hostedZoneId,
          ChangeBatch: {
            Comment: `evacuation of ${changes.length} pairs`,
            Changes: changes.flatMap(({ sets }) =>
              sets.map((set) => ({ Action: 'UPSERT' as const, ResourceRecordSet: set })),
            ),
          },
        }),
        { abortSignal },
      );
      return { id: answer.ChangeInfo?.Id?.replace('/change/', '') ?? '' };
    });
    return id;
  }

  /** Waits until every name server has the changes. @returns whether they have them before the deadline */
  async awaitInsync(changeIds: readonly string[], deadline: Deadline): Promise<boolean> {
    for (const Id of changeIds) {
      const insync = await poll(
        async () => {
          await this.#turn();
          // The changes were accepted, so that an error of this question is none of theirs.
          const answer = await this.client
            .send(new GetChangeCommand({ Id }), { abortSignal: AbortSignal.timeout(QUESTION_MS) })
            .catch(() => undefined);
          return answer?.ChangeInfo?.Status === 'INSYNC' ? true : undefined;
        },
        { clock: this.clock, deadline, backOff: { firstMs: 500, mostMs: 4_000 } },
      );
      if (insync !== true) return false;
    }
    return true;
  }

  /** @throws AwsError if Route 53 refuses, or the deadline has passed */
  async #call<T extends object>(name: string, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return repeat({ clock: this.clock, backOff: BACK_OFF }, async (pause) => {
      await this.#turn();
      try {
        return await send(AbortSignal.timeout(Math.max(1, this.deadline.cut(10_000))));
      } catch (cause) {
        const error = new AwsError('Route 53', name, cause, REMEDY);
        if (!error.retryable || this.deadline.remainingMs() <= pause) throw error;
        return undefined;
      }
    });
  }

  async #turn(): Promise<void> {
    const waitMs = this.#nextAt - this.clock.now();
    this.#nextAt = Math.max(this.#nextAt, this.clock.now()) + BETWEEN_REQUESTS_MS;
    if (waitMs > 0) await this.clock.wait(waitMs);
  }
}

/** Route 53 lists names by their labels from the right. */
export function compareNames(a: string, b: string): number {
  const [one, other] = [labelsOf(a), labelsOf(b)];
  for (const [i, label] of one.entries()) {
    const against = other[i];
    if (against === undefined) return 1;
    if (label !== against) return label < against ? -1 : 1;
  }
  return one.length - other.length;
}

const labelsOf = (name: string): string[] => name.toLowerCase().replace(/\.$/, '').split('.').reverse();
