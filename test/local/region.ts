import { Agent } from 'node:http';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { JournalEntry } from '../../functions/dr-operations/journal';
import type { BundleName, TokenUse } from '../../functions/shared/contract';
import { config as dev } from '../../live/dev/config';
import { LEASE, putForeignLease, type LeaseTimes } from './foreign-lease';
import { WatchAlarms } from './watch-alarms';
import { AwsApi } from './aws/api';
import { ROOT_CREDENTIALS } from './aws/ministack';
import type { ClusterName } from './vault';

/** Result of an invocation: a payload or an error. */
export interface Invocation {
  readonly payload: unknown;
  /** `undefined` when the Lambda threw no error. */
  readonly error: { readonly errorType: string; readonly errorMessage: string } | undefined;
  readonly durationMs: number;
}

/** The lease as the table has it. */
export interface HeldLease {
  readonly holder: string;
  readonly operationId: string;
  /** ISO 8601, by the holder's clock. */
  readonly until: string;
}

export interface RegionParts {
  /** ARN. */
  readonly secret: string;
  readonly breakGlassSecret: string;
  readonly journalTable: string;
}

export const functionName = (lambda: BundleName): string => `vault-${lambda}-${dev.environment}-${dev.identifier}`;

/** The AWS region of one cluster, with the rights of an administrator. */
export class Region {
  /** `eu-west-1`. */
  readonly name: string;
  /** The alarms of the watch. */
  readonly alarms: WatchAlarms;
  readonly #lambda: LambdaClient;
  readonly #tables: DynamoDBClient;
  readonly #secrets: SecretsManagerClient;
  readonly #api: AwsApi;

  /** @param parts resources of the stack in this region */
  constructor(
    cluster: ClusterName,
    private readonly endpoint: string,
    private readonly parts: RegionParts,
  ) {
    this.name = dev[cluster].region;
    this.#api = new AwsApi(endpoint);
    this.alarms = new WatchAlarms(this.#api, this.name, cluster, functionName('watch'));
    const settings = { region: this.name, endpoint, credentials: ROOT_CREDENTIALS };
    // An invocation is never repeated, so it must not use a kept connection that the emulator is about to close.
    const httpAgent = new Agent({ keepAlive: false });
    this.#lambda = new LambdaClient({ ...settings, maxAttempts: 1, requestHandler: { httpAgent } });
    this.#tables = new DynamoDBClient(settings);
    this.#secrets = new SecretsManagerClient(settings);
  }

  /** Invokes a Lambda, as an operator would. */
  async invoke(lambda: BundleName, event: object): Promise<Invocation> {
    const startedAt = performance.now();
    const answer = await this.#lambda.send(
      new InvokeCommand({ FunctionName: functionName(lambda), Payload: Buffer.from(JSON.stringify(event)) }),
    );
    const payload = JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8') || 'null') as unknown;
    const error = answer.FunctionError ? (payload as Invocation['error']) : undefined;
    return { payload: error ? undefined : payload, error, durationMs: performance.now() - startedAt };
  }

  /** Takes a variable out of a Lambda's environment. @returns a function that puts it back */
  unsetVariable = (lambda: BundleName, variable: string): Promise<() => Promise<void>> =>
    this.setVariable(lambda, variable, undefined);

  /** Changes a variable of a Lambda. @returns a function that changes it back */
  async setVariable(lambda: BundleName, variable: string, value: string | undefined): Promise<() => Promise<void>> {
    const FunctionName = functionName(lambda);
    const { Environment } = await this.#lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const { [variable]: removed, ...others } = Environment?.Variables ?? {};
    if (removed === undefined) throw new Error(`${FunctionName} has no variable ${variable}`);
    const set = async (Variables: Record<string, string>): Promise<void> => {
      await this.#lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    };
    await set(value === undefined ? others : { ...others, [variable]: value });
    return () => set({ ...others, [variable]: removed });
  }

  /** Invokes the Lambda `witness` of a third region. @returns the name of its error, if it failed */
  async invokeWitness(region: string): Promise<string | undefined> {
    const client = new LambdaClient({ region, endpoint: this.endpoint, credentials: ROOT_CREDENTIALS, maxAttempts: 1 });
    try {
      const { FunctionError } = await client.send(new InvokeCommand({ FunctionName: functionName('witness') }));
      return FunctionError;
    } finally {
      client.destroy();
    }
  }

  /** Entries of the journal, oldest first. */
  async journal(): Promise<JournalEntry[]> {
    return (await this.#items()).map((item) => JSON.parse(item['entry']?.S ?? '') as JournalEntry);
  }

  async lease(): Promise<HeldLease | undefined> {
    const { Item } = await this.#tables.send(
      new GetItemCommand({ TableName: this.parts.journalTable, Key: LEASE, ConsistentRead: true }),
    );
    const text = (name: string): string => Item?.[name]?.S ?? '';
    return Item && { holder: text('holder'), operationId: text('operation_id'), until: text('until') };
  }

  /** Puts the lease of somebody else into the table. */
  putLease(times: LeaseTimes): Promise<void> {
    return putForeignLease(this.#tables, this.parts.journalTable, times);
  }

  /** Deletes the lease and all journal entries. */
  async forgetOperations(): Promise<void> {
    const keys = (await this.#items()).map(({ pk, sk }) => ({ pk, sk }) as Record<string, AttributeValue>);
    await Promise.all(
      [...keys, LEASE].map((Key) =>
        this.#tables.send(new DeleteItemCommand({ TableName: this.parts.journalTable, Key })),
      ),
    );
  }

  /** Text of a secret. @throws ResourceNotFoundException when it has no version */
  async secret(use: TokenUse = 'operation'): Promise<string> {
    const answer = await this.#secrets.send(new GetSecretValueCommand({ SecretId: this.#secretOf(use) }));
    return answer.SecretString ?? '';
  }

  /** Marks the secret for deletion. @returns a function that takes it back */
  async deleteSecret(use: TokenUse = 'operation'): Promise<() => Promise<void>> {
    const SecretId = this.#secretOf(use);
    await this.#secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    return async () => void (await this.#secrets.send(new RestoreSecretCommand({ SecretId })));
  }

  /** Disables the rules of EventBridge, so that only tests renew the token. */
  async stopSchedule(): Promise<void> {
    const { Rules } = await this.#api.json('events', this.name, 'AWSEvents.ListRules', {});
    for (const { Name } of Rules as { Name: string }[]) {
      await this.#api.json('events', this.name, 'AWSEvents.DisableRule', { Name });
    }
  }

  async putSecret(text: string, use: TokenUse = 'operation'): Promise<void> {
    await this.#secrets.send(new PutSecretValueCommand({ SecretId: this.#secretOf(use), SecretString: text }));
  }

  close(): void {
    for (const client of [this.#lambda, this.#tables, this.#secrets]) client.destroy();
  }

  #secretOf(use: TokenUse): string {
    return use === 'operation' ? this.parts.secret : this.parts.breakGlassSecret;
  }

  async #items(): Promise<Record<string, AttributeValue>[]> {
    const answer = await this.#tables.send(
      new QueryCommand({
        TableName: this.parts.journalTable,
        KeyConditionExpression: 'pk = :operation',
        ExpressionAttributeValues: { ':operation': { S: 'operation' } },
        ConsistentRead: true,
      }),
    );
    return answer.Items ?? [];
  }
}
