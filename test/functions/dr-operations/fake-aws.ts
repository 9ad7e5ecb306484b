import { ConditionalCheckFailedException, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ResourceRecordSet, Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Weights } from '../../../functions/dns-switch/contract';
import type { ClusterName } from '../../../functions/shared/contract';

type Item = Record<string, AttributeValue>;
interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}
interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** How a service behaves. `black-holed`: it gives no answer until the caller's time-out. */
export type Behaviour = 'answers' | 'black-holed' | 'fails';

class FakeService {
  behaviour: Behaviour = 'answers';
  /** Names of the commands, in their order. */
  readonly calls: string[] = [];

  protected async reach(command: Command, { abortSignal }: SendOptions = {}): Promise<void> {
    this.calls.push(command.constructor.name);
    if (this.behaviour === 'fails') throw Object.assign(new Error('down'), { name: 'ServiceUnavailable' });
    if (this.behaviour === 'answers') return;
    await new Promise((_, reject) => {
      const giveUp = (): void => reject(Object.assign(new Error('given up'), { name: 'AbortError' }));
      if (abortSignal?.aborted) giveUp();
      abortSignal?.addEventListener('abort', giveUp);
    });
  }
}

/** One table with string keys. It evaluates the conditions that the lease and the drill use. */
export class FakeTable extends FakeService {
  readonly items = new Map<string, Item>();

  readonly client = {
    send: async (command: Command, options: SendOptions) => {
      await this.reach(command, options);
      return this.answer(command);
    },
  } as unknown as DynamoDBClient;

  lease(): Item | undefined {
    return this.items.get('lease/lease');
  }

  /** The journal entries with their outcomes, oldest first. */
  journal(): { outcome: string | undefined; entry: string }[] {
    return [...this.items]
      .filter(([key]) => key.startsWith('operation/'))
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([, item]) => ({ outcome: item['outcome']?.S, entry: item['entry']?.S ?? '' }));
  }

  answer(command: Command): object {
    const input = command.input as {
      Item?: Item;
      Key?: Item;
      ConditionExpression?: string;
      ExpressionAttributeValues?: Item;
      Limit?: number;
    };
    if (command.constructor.name === 'QueryCommand') {
      const [kind] = Object.values(input.ExpressionAttributeValues ?? {});
      const newest = [...this.items]
        .filter(([key]) => key.startsWith(`${kind?.S}/`))
        .sort(([a], [b]) => b.localeCompare(a));
      return { Items: newest.slice(0, input.Limit).map(([, item]) => item) };
    }
    const keys = input.Item ?? input.Key ?? {};
    const key = `${keys['pk']?.S}/${keys['sk']?.S}`;
    const found = this.items.get(key);
    if (!holds(input.ConditionExpression, found, input.ExpressionAttributeValues ?? {})) {
      throw new ConditionalCheckFailedException({ message: 'no', $metadata: {}, ...(found && { Item: found }) });
    }
    if (input.Item) this.items.set(key, input.Item);
    else this.items.delete(key);
    return {};
  }
}

function holds(condition: string | undefined, item: Item | undefined, values: Item): boolean {
  if (condition === undefined) return true;
  return condition.split(' OR ').some((term) => {
    if (term === 'attribute_not_exists(pk)') return item === undefined;
    if (term === '#until < :now') return Number(item?.['until']?.N) < Number(values[':now']?.N);
    const [, name, value] = /^(\w+) = (:\w+)$/.exec(term) ?? [];
    if (name === undefined || value === undefined) throw new Error(`the fake table does not know "${term}"`);
    return item !== undefined && item[name]?.S === values[value]?.S;
  });
}

export const DNS = {
  hostedZoneIds: ['Z1'],
  clientName: 'vault.example.com',
  setIdentifiers: { home: 'home', away: 'away' },
} as const;

/** The records of the client name. */
export class FakeRoute53 extends FakeService {
  weights: Weights = { home: 255, away: 0 };
  /** Number of looks at a change that is pending. */
  pendingLooks = 0;
  /** Whether it answers reads and refuses every change. */
  refusesChanges = false;

  constructor(private readonly tell: (event: string) => void) {
    super();
  }

  readonly client = {
    send: async (command: Command, options: SendOptions) => {
      await this.reach(command, options);
      return this.answer(command);
    },
  } as unknown as Route53Client;

  answer({ constructor: { name }, input }: Command): object {
    if (name === 'ListResourceRecordSetsCommand') return { ResourceRecordSets: [this.#set('home'), this.#set('away')] };
    if (name === 'GetChangeCommand') {
      this.pendingLooks -= 1;
      return { ChangeInfo: { Status: this.pendingLooks >= 0 ? 'PENDING' : 'INSYNC' } };
    }
    if (this.refusesChanges) throw Object.assign(new Error('down'), { name: 'ServiceUnavailable' });
    const { ChangeBatch } = input as { ChangeBatch: { Changes: { ResourceRecordSet: ResourceRecordSet }[] } };
    const [home, away] = ChangeBatch.Changes.map((change) => change.ResourceRecordSet.Weight ?? NaN);
    this.weights = { home: home ?? NaN, away: away ?? NaN };
    this.tell(`name to ${this.weights.home === 255 ? 'home' : 'away'}`);
    return { ChangeInfo: { Id: '/change/C1', Status: 'PENDING' } };
  }

  #set(cluster: ClusterName): ResourceRecordSet {
    return {
      Name: `${DNS.clientName}.`,
      Type: 'CNAME',
      TTL: 5,
      SetIdentifier: cluster,
      Weight: this.weights[cluster],
      ResourceRecords: [{ Value: `${cluster}.example.com` }],
    };
  }
}

/** The secret with the token. */
export class FakeSecrets extends FakeService {
  value: string | undefined;

  readonly client = {
    send: async (command: Command, options: SendOptions) => {
      await this.reach(command, options);
      return { SecretString: this.value };
    },
  } as unknown as SecretsManagerClient;
}
