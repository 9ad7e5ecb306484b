import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { DataAwsDynamodbTable } from '@cdktf/provider-aws/lib/data-aws-dynamodb-table';
import type { Construct } from 'constructs';
import type { PolicyStatement } from '../../private/iam';
import { nameOf } from '../../private/names';
import { known, when, whole } from '../../validation/rules';
import type { VaultProduct } from '../product';
import type { StorageContext, VaultStorage } from './storage';

/** Settings of `dynamoDbStorage`. */
export interface DynamoDbStorageOptions {
  /** Name of a table that exists. Its key has to be `Path` and `Key`. @default - a table is made */
  readonly table?: string;
  /** ARN of the KMS key that encrypts the given table. @default - a key of AWS */
  readonly tableKeyArn?: string;
  /** For how many days back the table can be restored to any second, 1 to 35. @default 35 */
  readonly pointInTimeDays?: number;
}

const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;

/** What Vault calls. It makes no table: that would have neither a key nor a way back. */
const ACTIONS = [
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
];

/**
 * Keeps the data of a cluster in a DynamoDB table: on demand, encrypted, restorable to any second. The nodes hold a lock
 * there to agree on the active one. The community supports this storage, HashiCorp does not, and OpenBao removed it. The
 * synthesis warns of what is known to go wrong.
 */
export const dynamoDbStorage = (options: DynamoDbStorageOptions = {}): VaultStorage => ({
  kind: 'dynamodb',
  validate: ({ product }) => [
    ...when(
      product === 'openbao',
      'storage is DynamoDB, which OpenBao has removed: use raftStorage(), or another product.',
    ),
    ...when(
      known(options.table) && !TABLE_NAME.test(options.table ?? ''),
      `storage.table is "${options.table}": give the name of a table, 3 to 255 letters, digits, dots, dashes and underscores.`,
    ),
    ...when(
      options.tableKeyArn !== undefined && options.table === undefined,
      'storage.tableKeyArn is given without storage.table: give the table that it encrypts, or leave it out.',
    ),
    ...when(
      options.pointInTimeDays !== undefined && options.table !== undefined,
      'storage.pointInTimeDays is given for a table that exists: set it on that table, and leave it out here.',
    ),
    ...whole('storage.pointInTimeDays', options.pointInTimeDays, 1, 35),
  ],
  bind: (scope, context) => {
    const { name, arn, keyArn } =
      options.table === undefined ? createTable(scope, context, options) : lookUp(scope, context, options);
    return {
      stanza: stanza(name, context.region),
      permissions: permissions(arn, keyArn),
      warnings: warnings(context.product),
    };
  },
});

interface Table {
  readonly name: string;
  readonly arn: string;
  readonly keyArn: string | undefined;
}

function createTable(
  scope: Construct,
  context: StorageContext,
  { pointInTimeDays = 35 }: DynamoDbStorageOptions,
): Table {
  const { provider, deletionProtection, tags } = context;
  const name = nameOf('vault', context);
  const keyArn = context.kmsKeyArn();
  const table = new DynamodbTable(scope, 'table', {
    provider,
    name,
    billingMode: 'PAY_PER_REQUEST',
    hashKey: 'Path',
    rangeKey: 'Key',
    attribute: [
      { name: 'Path', type: 'S' },
      { name: 'Key', type: 'S' },
    ],
    pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: pointInTimeDays },
    serverSideEncryption: { enabled: true, kmsKeyArn: keyArn },
    deletionProtectionEnabled: deletionProtection,
    ...(deletionProtection && { lifecycle: { preventDestroy: true } }),
    tags,
  });
  return { name, arn: table.arn, keyArn };
}

/** The plan fails if the table does not exist. */
function lookUp(
  scope: Construct,
  { provider }: StorageContext,
  { table = '', tableKeyArn }: DynamoDbStorageOptions,
): Table {
  const { arn } = new DataAwsDynamodbTable(scope, 'table', { provider, name: table });
  return { name: table, arn, keyArn: tableKeyArn };
}

const stanza = (table: string, region: string): string =>
  [
    'storage "dynamodb" {',
    '  ha_enabled = "true"',
    `  region     = "${region}"`,
    `  table      = "${table}"`,
    '}',
  ].join('\n');

const permissions = (arn: string, keyArn: string | undefined): readonly PolicyStatement[] => [
  { Sid: 'Storage', Action: ACTIONS, Resource: [arn] },
  ...(keyArn === undefined
    ? []
    : [
        {
          Sid: 'StorageKey',
          Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
          Resource: [keyArn],
        },
      ]),
];

/** Numbers are issues of hashicorp/vault. */
const warnings = (product: VaultProduct): readonly string[] => [
  'The storage is DynamoDB, which the community supports and HashiCorp does not.',
  ...(product === 'vault-enterprise'
    ? ['Vault Enterprise supports integrated storage and Consul alone, and DR replication needs one of them.']
    : []),
  'The lock of a lost active node may stay, so that no standby takes over (hashicorp/vault#26580).',
  'Nodes may seal themselves at random (hashicorp/vault#28896).',
  'A standby that loses DynamoDB for a moment may take the active node out (hashicorp/vault#4876).',
  'An active node that loses its AWS credentials does not step down (hashicorp/vault#5045).',
  'Leases in a table that was restored are revoked (hashicorp/vault#22275).',
];
