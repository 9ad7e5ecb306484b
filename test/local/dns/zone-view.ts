import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  type Change,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { ROOT_CREDENTIALS } from '../aws/ministack';

/** How long a copy of the zone is used, milliseconds. */
const FRESH_MS = 50;

/** Reads and edits the records of the emulated zone. */
export class ZoneView {
  readonly client: Route53Client;
  #records: readonly ResourceRecordSet[] = [];
  #readAt = 0;
  #reading: Promise<void> | undefined;

  constructor(
    endpoint: string,
    private readonly hostedZoneId: string,
  ) {
    this.client = new Route53Client({ region: 'us-east-1', endpoint, credentials: ROOT_CREDENTIALS });
  }

  /** All records of a name, weighted or not. */
  async find(name: string): Promise<readonly ResourceRecordSet[]> {
    if (Date.now() - this.#readAt > FRESH_MS) await (this.#reading ??= this.#read());
    const wanted = `${name.toLowerCase().replace(/\.$/, '')}.`;
    return this.#records.filter(({ Name }) => Name?.toLowerCase() === wanted);
  }

  /** Writes all records in one batch. */
  async upsert(records: readonly ResourceRecordSet[]): Promise<void> {
    const Changes = records.map((record) => ({ Action: 'UPSERT' as const, ResourceRecordSet: record }));
    await this.#change(Changes);
  }

  async remove(records: readonly ResourceRecordSet[]): Promise<void> {
    const Changes = records.map((record) => ({ Action: 'DELETE' as const, ResourceRecordSet: record }));
    await this.#change(Changes);
  }

  close(): void {
    this.client.destroy();
  }

  async #change(Changes: Change[]): Promise<void> {
    const { hostedZoneId: HostedZoneId } = this;
    await this.client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
    this.#readAt = 0;
  }

  async #read(): Promise<void> {
    try {
      const answer = await this.client.send(new ListResourceRecordSetsCommand({ HostedZoneId: this.hostedZoneId }));
      this.#records = answer.ResourceRecordSets ?? [];
      this.#readAt = Date.now();
    } finally {
      this.#reading = undefined;
    }
  }
}
