import type { AwsCall } from './describe-call';

interface Refusal {
  readonly code: string;
  readonly message: string;
}

interface RecordChange {
  readonly action: string;
  readonly key: string;
  readonly setIdentifier: string | undefined;
  readonly weight: number | undefined;
  readonly ttl: number | undefined;
}

const field = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/**
 * What Route 53 refuses and the emulator takes, and the time that a change needs to spread.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-weighted.html
 */
export class Route53Rules {
  /** Weighted sets by name and type, then by set identifier, as accepted so far. */
  readonly #sets = new Map<string, Map<string, RecordChange>>();
  readonly #changedAt = new Map<string, number>();
  #pending: readonly RecordChange[] = [];

  constructor(private readonly insyncMs: number) {}

  /** @returns why Route 53 would refuse this call */
  check({ operation }: AwsCall, body: string): Refusal | undefined {
    if (operation !== 'ChangeResourceRecordSets') return undefined;
    const changes = [...body.matchAll(/<Change>([\s\S]*?)<\/Change>/g)].map(([, xml = '']) => parseChange(xml));
    const refusal = changes.map((change) => this.#checkChange(change)).find(Boolean) ?? this.#checkTtls(changes);
    if (!refusal) this.#pending = changes;
    return refusal;
  }

  #checkChange({ weight, setIdentifier, key }: RecordChange): Refusal | undefined {
    if (weight !== undefined && !(Number.isInteger(weight) && weight >= 0 && weight <= 255)) {
      return invalid(`Weight ${weight} of ${key} is not between 0 and 255`);
    }
    if (weight !== undefined && setIdentifier === undefined)
      return invalid(`${key} has a weight and no set identifier`);
    const hasWeighted = (this.#sets.get(key)?.size ?? 0) > 0;
    if (setIdentifier === undefined && hasWeighted) {
      return invalid(`${key} cannot be simple: a weighted record of that name and type exists`);
    }
    return undefined;
  }

  /** All records of a weighted set have one TTL, counted after the whole batch. */
  #checkTtls(changes: readonly RecordChange[]): Refusal | undefined {
    const keys = new Set(changes.filter(({ setIdentifier }) => setIdentifier !== undefined).map(({ key }) => key));
    for (const key of keys) {
      const after = new Map(this.#sets.get(key));
      for (const change of changes) apply(after, change, key);
      const ttls = new Set([...after.values()].map(({ ttl }) => ttl));
      if (ttls.size > 1) return invalid(`${key} has records with different TTLs in one weighted set`);
    }
    return undefined;
  }

  /** Remembers what was accepted, and says `PENDING` for as long as a change spreads. */
  adjust({ operation }: AwsCall, status: number, body: string): string {
    if (status >= 300) return body;
    const id = field(body, 'Id')?.replace('/change/', '') ?? '';
    if (operation === 'ChangeResourceRecordSets') {
      for (const change of this.#pending) {
        const set = this.#sets.get(change.key) ?? new Map<string, RecordChange>();
        this.#sets.set(change.key, set);
        apply(set, change, change.key);
      }
      this.#changedAt.set(id, Date.now());
      return body.replace('<Status>INSYNC</Status>', '<Status>PENDING</Status>');
    }
    if (operation !== 'GetChange') return body;
    const isPending = Date.now() - (this.#changedAt.get(id) ?? 0) < this.insyncMs;
    return isPending ? body.replace('<Status>INSYNC</Status>', '<Status>PENDING</Status>') : body;
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
