import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { fenceKey, OPERATIONS_ENV, TABLE_KEYS } from '../../functions/dr-operations/contract';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import type { FunctionGrantee } from '../private/grantee';
import type { PolicyStatement } from '../private/iam';
import type { Tagged } from '../private/names';

/** Props of `JournalTable`. */
export interface JournalTableProps extends Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** Name of the table. The tables of a pair have the same name in each region. */
  readonly name: string;
  /** AWS region, e.g. `eu-west-1`. */
  readonly region: string;
  /** ARN of the KMS key that encrypts the table. */
  readonly kmsKeyArn: string;
  /** Whether AWS refuses to delete the table. @default true */
  readonly deletionProtection?: boolean;
  /** Whether the table has a stream of its changes. @default false */
  readonly stream?: boolean;
}

/**
 * A DynamoDB table with the lease and the journal of operations of one region. In a witness it holds only the lease.
 */
export class JournalTable extends Construct {
  /** ARN of the table. */
  readonly arn: string;
  /** Name of the table. */
  readonly name: string;
  /** AWS region of the table. */
  readonly region: string;
  /** ARN of the KMS key that encrypts the table. */
  readonly kmsKeyArn: string;
  /** ARN of the stream of its changes. Empty without `stream`. */
  readonly streamArn: string;

  constructor(scope: Construct, id: string, props: JournalTableProps) {
    super(scope, id);
    const table = new DynamodbTable(this, 'Resource', {
      provider: props.provider,
      name: props.name,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: 'pk',
      rangeKey: 'sk',
      attribute: [
        { name: 'pk', type: 'S' },
        { name: 'sk', type: 'S' },
      ],
      ttl: { attributeName: 'expires_at', enabled: true },
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: props.kmsKeyArn },
      deletionProtectionEnabled: props.deletionProtection ?? true,
      ...(props.stream && { streamEnabled: true, streamViewType: 'NEW_AND_OLD_IMAGES' }),
      tags: props.tags,
    });
    this.streamArn = table.streamArn;
    this.arn = table.arn;
    this.name = props.name;
    this.region = props.region;
    this.kmsKeyArn = props.kmsKeyArn;
  }
}

/** The tables of a pair. */
export interface Journals {
  /** The table in the region of the home cluster. */
  readonly home: JournalTable;
  /** The table in the region of the away cluster. */
  readonly away: JournalTable;
  /** A third table, which holds only the lease. @default - none */
  readonly witness?: JournalTable;
}

const ACTIONS = {
  operate: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  read: ['dynamodb:Query'],
};
const KEY_ACTIONS = {
  operate: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  read: ['kms:Decrypt', 'kms:DescribeKey'],
};

/**
 * Lets a Lambda hold the lease in every table, and read and write the journal in the regions of both clusters. Sets the
 * variables with the names of the table and the regions.
 *
 * @param access `read`: it may only look at lease and journal
 */
export function grantJournals(
  lambda: FunctionGrantee,
  { home, away, witness }: Journals,
  access: 'operate' | 'read' = 'operate',
): void {
  lambda.addEnvironment(OPERATIONS_ENV.journalTable, home.name);
  lambda.addEnvironment(OPERATIONS_ENV.homeRegion, home.region);
  lambda.addEnvironment(OPERATIONS_ENV.awayRegion, away.region);
  lambda.allow({
    Sid: 'Journal',
    Action: ACTIONS[access],
    Resource: [home.arn, away.arn],
  });
  lambda.allow({
    Sid: 'JournalKey',
    Action: KEY_ACTIONS[access],
    Resource: [home.kmsKeyArn, away.kmsKeyArn],
  });
  if (witness) grantLease(lambda, witness, access);
}

/** Lets a Lambda read, put and delete the lease in the table of the witness, but no other item. */
function grantLease(lambda: FunctionGrantee, witness: JournalTable, access: 'operate' | 'read'): void {
  lambda.addEnvironment(OPERATIONS_ENV.witnessRegion, witness.region);
  lambda.allow(onKeys('Witness', ACTIONS[access], witness, [TABLE_KEYS.lease]));
  lambda.allow({ Sid: 'WitnessKey', Action: KEY_ACTIONS[access], Resource: [witness.kmsKeyArn] });
}

/**
 * Lets a Lambda tell the servers of a cluster to stop, by a row in each table. The witness is named here: in the other tables it
 * may write anyway.
 *
 * @param afterSeconds how long they have
 */
export function grantFence(lambda: FunctionGrantee, witness: JournalTable, afterSeconds: number): void {
  lambda.addEnvironment(OPERATIONS_ENV.selfFenceAfterSeconds, String(afterSeconds));
  lambda.allow(onKeys('WitnessFence', ACTIONS.operate, witness, CLUSTER_NAMES.map(fenceKey)));
}

/** Lets `dr-operations` decide whether something may begin by itself: what people have set, and the row of the witness. */
export function grantAutomatic(lambda: FunctionGrantee, { witness }: Journals): void {
  if (!witness) return;
  lambda.allow(onKeys('WitnessAutomatic', ['dynamodb:Query'], witness, [TABLE_KEYS.automatic, TABLE_KEYS.watcher]));
  lambda.allow(onKeys('WitnessState', ['dynamodb:DeleteItem', 'dynamodb:PutItem'], witness, [TABLE_KEYS.automatic]));
}

/**
 * Lets a watcher read the row of the others, and write its own one.
 *
 * @param own the table of its own region
 */
export function grantWatching(lambda: FunctionGrantee, own: JournalTable, witness: JournalTable): void {
  lambda.allow(onKeys('WitnessAutomatic', ['dynamodb:Query'], witness, [TABLE_KEYS.automatic, TABLE_KEYS.watcher]));
  grantRow(lambda, own);
}

/** Lets a Lambda write the row of a watcher into a table. */
export function grantRow(lambda: FunctionGrantee, own: JournalTable): void {
  lambda.allow(onKeys('Row', ['dynamodb:PutItem'], own, [TABLE_KEYS.watcher]));
  lambda.allow({ Sid: 'RowKey', Action: KEY_ACTIONS.operate, Resource: [own.kmsKeyArn] });
}

/** Lets a Lambda read the row of a watcher in a table. */
export function grantReadRow(lambda: FunctionGrantee, sid: string, table: JournalTable): void {
  lambda.allow(onKeys(sid, ['dynamodb:Query'], table, [TABLE_KEYS.watcher]));
  lambda.allow({ Sid: `${sid}Key`, Action: KEY_ACTIONS.read, Resource: [table.kmsKeyArn] });
}

const onKeys = (
  sid: string,
  actions: readonly string[],
  { arn }: JournalTable,
  keys: readonly string[],
): PolicyStatement => ({
  Sid: sid,
  Action: [...actions],
  Resource: [arn],
  Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [...keys] } },
});
