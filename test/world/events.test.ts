import { config as dev } from '../../live/dev/config';
import { CLUSTER_NAMES, type ClusterName } from '../../functions/shared/contract';
import { holdsSecret } from '../helpers/secrets';
import { until } from '../helpers/until';
import { AwsApi } from '../local/aws/api';
import { ACCOUNT_ID } from '../local/aws/ministack';
import { TEST_MS } from './limits';
import { operate } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld({ events: true });
const QUEUE = 'vault-dr-events';

interface Received {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: { readonly id: string; readonly region: string };
}

/** Collects the events of a region in a queue, as a user of the events would. */
class Subscriber {
  readonly received: Received[] = [];
  readonly #api = new AwsApi(shared.current.aws.url);
  readonly #region: string;
  #queue = '';

  constructor(cluster: ClusterName) {
    this.#region = dev[cluster].region;
  }

  async subscribe(): Promise<void> {
    const { QueueUrl } = await this.#api.json('sqs', this.#region, 'AmazonSQS.CreateQueue', { QueueName: QUEUE });
    this.#queue = String(QueueUrl);
    const events = (action: string, body: object): Promise<unknown> =>
      this.#api.json('events', this.#region, `AWSEvents.${action}`, body);
    await events('PutRule', { Name: QUEUE, EventPattern: JSON.stringify({ source: ['vault-dr'] }) });
    const Arn = `arn:aws:sqs:${this.#region}:${ACCOUNT_ID}:${QUEUE}`;
    await events('PutTargets', { Rule: QUEUE, Targets: [{ Id: 'queue', Arn }] });
  }

  async receive(): Promise<void> {
    const { Messages = [] } = (await this.#api.json('sqs', this.#region, 'AmazonSQS.ReceiveMessage', {
      QueueUrl: this.#queue,
      MaxNumberOfMessages: 10,
    })) as { Messages?: { Body: string; ReceiptHandle: string }[] };
    for (const { Body, ReceiptHandle } of Messages) {
      this.received.push(JSON.parse(Body) as Received);
      await this.#api.json('sqs', this.#region, 'AmazonSQS.DeleteMessage', { QueueUrl: this.#queue, ReceiptHandle });
    }
  }

  types(): string[] {
    return [...new Map(this.received.map((event) => [event.detail.id, event])).values()].map(
      (event) => event['detail-type'],
    );
  }
}

describe('the events of an operation', () => {
  it('reach the event bus of both regions, with the same ids', async () => {
    const subscribers = CLUSTER_NAMES.map((cluster) => new Subscriber(cluster));
    await Promise.all(subscribers.map((each) => each.subscribe()));
    await operate(shared.current, 'away', { operation: 'switchover' });
    await until(
      async () => {
        await Promise.all(subscribers.map((each) => each.receive()));
        return subscribers.every((each) => each.types().includes('operation.finished'));
      },
      () => `received ${JSON.stringify(subscribers.map((each) => each.types()))}`,
    );
    const [home, away] = subscribers;
    expect(home?.types()).toEqual(expect.arrayContaining(['operation.started', 'operation.step', 'role.changed']));
    expect(away?.types().sort()).toEqual(home?.types().sort());
    const ids = (each: Subscriber | undefined): string[] => each?.received.map(({ detail }) => detail.id).sort() ?? [];
    expect(new Set(ids(home))).toEqual(new Set(ids(away)));
    expect(away?.received[0]?.detail.region).toBe(dev.away.region);
    expect(holdsSecret(JSON.stringify(subscribers.map(({ received }) => received)))).toBe(false);
  });
});
