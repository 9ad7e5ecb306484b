import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import type { FunctionGrantee } from '../private/grantee';
import type { RegionProps } from '../private/region';
import type { TagSettings } from '../private/tags';

/** Props of {@link JournalTable}. */
export interface JournalTableProps extends RegionProps, TagSettings {
  /** Name of the table. The tables of one pair have the same name in every region. */
  readonly name: string;
  /** ARN of the KMS key that encrypts the table. */
  readonly kmsKeyArn: string;
  /** Whether DynamoDB refuses to delete the table. @default true */
  readonly deletionProtection?: boolean;
}

/**
 * The DynamoDB table of one region: the lease and the journal of operations. That of a witness holds only the lease.
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
      tags: props.tags,
    });
    this.arn = table.arn;
    this.name = props.name;
    this.region = props.region;
    this.kmsKeyArn = props.kmsKeyArn;
  }
}

/** The lease and journal tables of a pair. */
export interface Journals {
  /** Table in the region of the cluster `home`. */
  readonly home: JournalTable;
  /** Table in the region of the cluster `away`. */
  readonly away: JournalTable;
  /** Third table, which holds only the lease. @default - no third table */
  readonly witness?: JournalTable;
}

const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];

/**
 * Allows a Lambda to hold the lease in every table and to keep the journal in the tables of both clusters. Sets the
 * variables with the name and the regions of the tables.
 */
export function grantJournals(lambda: FunctionGrantee, { home, away, witness }: Journals): void {
  lambda.addEnvironment(OPERATIONS_ENV.journalTable, home.name);
  lambda.addEnvironment(OPERATIONS_ENV.homeRegion, home.region);
  lambda.addEnvironment(OPERATIONS_ENV.awayRegion, away.region);
  lambda.allow({
    Sid: 'Journal',
    Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
    Resource: [home.arn, away.arn],
  });
  lambda.allow({
    Sid: 'JournalKey',
    Action: KEY_ACTIONS,
    Resource: [home.kmsKeyArn, away.kmsKeyArn],
  });
  if (witness) grantLease(lambda, witness);
}

/** Allows a Lambda to put and delete the lease in the table of the witness, and no other item. */
function grantLease(lambda: FunctionGrantee, witness: JournalTable): void {
  lambda.addEnvironment(OPERATIONS_ENV.witnessRegion, witness.region);
  lambda.allow({
    Sid: 'Witness',
    Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem'],
    Resource: [witness.arn],
    Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['lease'] } },
  });
  lambda.allow({ Sid: 'WitnessKey', Action: KEY_ACTIONS, Resource: [witness.kmsKeyArn] });
}
