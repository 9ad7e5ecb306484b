import type { AwsCall } from './describe-call';

interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The weights of one name after a change. */
export interface WeightedSet {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly key: string;
  readonly weights: Readonly<Record<string, number>>;
}

export interface RecordChange {
  readonly action: string;
  readonly key: string;
  readonly setIdentifier: string | undefined;
  readonly weight: number | undefined;
  readonly ttl: number | undefined;
}

const field = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/**
 * Rules of Route 53 that the emulator does not have: refusals, and the time that a change needs to spread.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-weighted.html
 */
export class Route53Rules {
  /** Accepted weighted records, by name and type, then by set identifier. */
  readonly #sets = new Map<string, Map<string, RecordChange>>();
  readonly #changedAt = new Map<string, number>();
  /** Every state of every weighted set, oldest first. */
  readonly history: WeightedSet[] = [];

  constructor(private readonly insyncMs: number) {}

  /** Checks a call. @returns the refusal of Route 53, if any, and the changes of the call */
  check({ operation }: AwsCall, body: string): { refusal: Refusal | undefined; changes: readonly RecordChange[] } {
    if (operation !== 'ChangeResourceRecordSets') return { refusal: undefined, changes: [] };
    const changes = [...body.matchAll(/<Change>([\s\S]*?)<\/Change>/g)].map(([, xml = '']) => parseChange(xml));
    const refusal =
      changes.map((change) => this.#checkChange(change)).find(Boolean) ??
      this.#checkKinds(changes) ??
      this.#checkTtls(changes);
    return { refusal, changes };
  }

  #checkChange({ weight, setIdentifier, key }: RecordChange): Refusal | undefined {
    if (weight !== undefined && !(Number.isInteger(weight) && weight >= 0 && weight <= 255)) {
      return invalid(`Weight ${weight} of ${key} is not between 0 and 255`);
    }
    if (weight !== undefined && setIdentifier === undefined)
      return invalid(`${key} has a weight and no set identifier`);
    return undefined;
  }

  /** A name and type is either simple or weighted after the whole batch. */
  #checkKinds(changes: readonly RecordChange[]): Refusal | undefined {
    const simple = changes.find(
      ({ action, key, setIdentifier }) =>
        setIdentifier === undefined && action !== 'DELETE' && this.#after(key, changes).size > 0,
    );
    return simple && invalid(`${simple.key} cannot be simple: a weighted record of that name and type exists`);
  }

  /** The weighted set of a key after a batch. */
  #after(key: string, changes: readonly RecordChange[]): Map<string, RecordChange> {
    const after = new Map(this.#sets.get(key));
    for (const change of changes) apply(after, change, key);
    return after;
  }

  /** All records of a weighted set must have the same TTL after the whole batch. */
  #checkTtls(changes: readonly RecordChange[]): Refusal | undefined {
    const keys = new Set(changes.filter(({ setIdentifier }) => setIdentifier !== undefined).map(({ key }) => key));
    for (const key of keys) {
      const ttls = new Set([...this.#after(key, changes).values()].map(({ ttl }) => ttl));
      if (ttls.size > 1) return invalid(`${key} has records with different TTLs in one weighted set`);
    }
    return undefined;
  }

  /** Records accepted changes, and answers `PENDING` while a change spreads. */
  adjust({ operation }: AwsCall, status: number, body: string, changes: readonly RecordChange[]): string {
    if (status >= 300) return body;
    const id = field(body, 'Id')?.replace('/change/', '') ?? '';
    if (operation === 'ChangeResourceRecordSets') {
      for (const change of changes) {
        const set = this.#sets.get(change.key) ?? new Map<string, RecordChange>();
        this.#sets.set(change.key, set);
        apply(set, change, change.key);
      }
      for (const key of new Set(changes.map((change) => change.key))) this.#keep(key);
      this.#changedAt.set(id, Date.now());
      return body.replace('<Status>INSYNC</Status>', '<Status>PENDING</Status>');
    }
    if (operation !== 'GetChange') return body;
    const isPending = Date.now() - (this.#changedAt.get(id) ?? 0) < this.insyncMs;
    return isPending ? body.replace('<Status>INSYNC</Status>', '<Status>PENDING</Status>') : body;
  }

  #keep(key: string): void {
    const set = [...(this.#sets.get(key)?.values() ?? [])];
    if (set.length === 0) return;
    const weights = Object.fromEntries(set.map(({ setIdentifier = '', weight = 0 }) => [setIdentifier, weight]));
    this.history.push({ at: Date.now(), key, weights });
  }
}

function apply(set: Map<string, RecordChange>, change: RecordChange, key: string): void {
  if (change.key !== key || change.setIdentifier === undefined) return;
  if (change.action === 'DELETE') set.delete(change.setIdentifier);
  else set.set(change.setIdentifier, change);
}

function parseChange(xml: string): RecordChange {
  const number = (name: string): number | undefined => {
    const text = field(xml, name);
    return text === undefined ? undefined : Number(text);
  };
  return {
    action: field(xml, 'Action') ?? '',
    key: `${field(xml, 'Name')?.replace(/\.$/, '').toLowerCase()} ${field(xml, 'Type')}`,
    setIdentifier: field(xml, 'SetIdentifier'),
    weight: number('Weight'),
    ttl: number('TTL'),
  };
}

const invalid = (message: string): Refusal => ({ code: 'InvalidChangeBatch', message });
