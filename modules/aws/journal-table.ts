import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { OPERATIONS_ENV } from '../../functions/dr-operations/contract';
import type { FunctionGrantee } from '../private/grantee';

export interface JournalTableProps {
  readonly provider: TerraformProvider;
  readonly name: string;
  readonly region: string;
  readonly kmsKeyArn: string;
  /** Refuse to delete the table. @default true */
  readonly deletionProtection?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The lease and the journal of operations, in one region; a witness's table holds the lease alone. */
export class JournalTable extends Construct {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
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

/** The tables of a pair. */
export interface Journals {
  readonly home: JournalTable;
  readonly away: JournalTable;
  /** A third one, for the lease alone. @default - none */
  readonly witness?: JournalTable;
}

const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];

/** Lets a Lambda hold the lease in every table and keep the journal in both regions, and tells it where. */
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

/** Lets a Lambda put and delete the lease of the witness, and no other item there. */
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
