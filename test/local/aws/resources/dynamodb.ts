import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateTimeToLiveCommand,
  type StreamViewType,
} from '@aws-sdk/client-dynamodb';
import { ROOT_CREDENTIALS } from '../ministack';
import type { Create } from './target';

const createTable: Create = async ({ endpoint, grants }, attributes, region) => {
  attributes.ignore('point_in_time_recovery', 'deletion_protection_enabled', 'billing_mode');
  const TableName = attributes.text('name');
  const columns = attributes.optional('attribute') as { name: string; type: 'S' }[];
  const client = new DynamoDBClient({ region, endpoint, credentials: ROOT_CREDENTIALS });
  const hasStream = attributes.optional('stream_enabled') === true;
  const StreamViewType = attributes.optional('stream_view_type') as StreamViewType | undefined;
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: columns.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
      KeySchema: [
        { AttributeName: attributes.text('hash_key'), KeyType: 'HASH' },
        { AttributeName: attributes.text('range_key'), KeyType: 'RANGE' },
      ],
      ...(hasStream && { StreamSpecification: { StreamEnabled: true, StreamViewType } }),
    }),
  );
  const { attribute_name: AttributeName } = attributes.block('ttl') as { attribute_name?: string };
  if (AttributeName !== undefined) {
    await client.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName, Enabled: true } }),
    );
  }
  client.destroy();
  const arn = TableDescription?.TableArn ?? '';
  const { kms_key_arn: key } = attributes.block('server_side_encryption') as { kms_key_arn: string };
  grants.addEncrypted(arn, region, TableName, key);
  return { name: TableName, arn, stream_arn: TableDescription?.LatestStreamArn ?? '' };
};

export const DYNAMODB: Readonly<Record<string, Create>> = { aws_dynamodb_table: createTable };
