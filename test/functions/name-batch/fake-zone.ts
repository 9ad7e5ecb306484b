import type { ResourceRecordSet, Route53Client } from '@aws-sdk/client-route-53';
import { compareNames } from '../../../functions/name-batch/zone';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Record<string, unknown>;
}

/** Hosted zones with weighted CNAME records of many names, in pages as Route 53 lists them. */
export class FakeZones {
  readonly zones = new Map<string, ResourceRecordSet[]>();
  /** Size of each change batch that was accepted, by zone. */
  readonly batches: [zone: string, changes: number][] = [];
  /** When each request came, milliseconds. */
  readonly requestedAt: number[] = [];
  /** Errors of the next change batches, oldest first. */
  readonly refusals: string[] = [];

  constructor(private readonly now: () => number) {}

  add(zone: string, name: string, weights = { home: 255, away: 0 }): void {
    const sets = (['home', 'away'] as const).map((SetIdentifier) => ({
      Name: `${name}.`,
      Type: 'CNAME' as const,
      SetIdentifier,
      Weight: weights[SetIdentifier],
      TTL: 10,
      ResourceRecords: [{ Value: `${SetIdentifier}.example.net` }],
    }));
    this.zones.set(zone, [...(this.zones.get(zone) ?? []), ...sets]);
  }

  weightsOf(zone: string, name: string): Record<string, number | undefined> {
    const sets = this.zones.get(zone)?.filter(({ Name }) => Name === `${name}.`) ?? [];
    return Object.fromEntries(sets.map(({ SetIdentifier = '', Weight }) => [SetIdentifier, Weight]));
  }

  readonly client = {
    send: (command: Command) => {
      this.requestedAt.push(this.now());
      return Promise.resolve().then(() => this.#answer(command));
    },
  } as unknown as Route53Client;

  #answer({ constructor: { name }, input }: Command): object {
    const zone = String(input['HostedZoneId']);
    if (name === 'GetChangeCommand') return { ChangeInfo: { Status: 'INSYNC' } };
    if (name === 'ListResourceRecordSetsCommand') return this.#page(zone, input);
    const refusal = this.refusals.shift();
    if (refusal !== undefined) {
      throw Object.assign(new Error(refusal), { name: refusal, $metadata: { httpStatusCode: 400 } });
    }
    const { Changes } = input['ChangeBatch'] as { Changes: { ResourceRecordSet: ResourceRecordSet }[] };
    this.batches.push([zone, Changes.length]);
    const sets = this.zones.get(zone) ?? [];
    for (const { ResourceRecordSet: changed } of Changes) {
      const at = sets.findIndex((set) => set.Name === changed.Name && set.SetIdentifier === changed.SetIdentifier);
      sets[at] = changed;
    }
    return { ChangeInfo: { Id: '/change/C1', Status: 'PENDING' } };
  }

  #page(zone: string, input: Record<string, unknown>): object {
    const { StartRecordName, StartRecordIdentifier, MaxItems } = input as Partial<Record<string, string>>;
    const keyOf = ({ Name = '' }: ResourceRecordSet): string => Name;
    const all = [...(this.zones.get(zone) ?? [])].sort(
      (a, b) => compareNames(keyOf(a), keyOf(b)) || String(a.SetIdentifier).localeCompare(String(b.SetIdentifier)),
    );
    const from = all.findIndex((set) => {
      const against = compareNames(keyOf(set), StartRecordName ?? '');
      if (against !== 0 || StartRecordIdentifier === undefined) return against >= 0;
      return (set.SetIdentifier ?? '') >= StartRecordIdentifier;
    });
    const rest = from < 0 ? [] : all.slice(from);
    const next = rest[Number(MaxItems)];
    return {
      ResourceRecordSets: rest.slice(0, Number(MaxItems)),
      IsTruncated: next !== undefined,
      ...(next && {
        NextRecordName: next.Name,
        NextRecordType: next.Type,
        NextRecordIdentifier: next.SetIdentifier,
      }),
    };
  }
}
