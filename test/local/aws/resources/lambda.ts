import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  waitUntilFunctionActiveV2,
  type Architecture,
  type DestinationConfig,
  type EventSourcePosition,
  type Runtime,
} from '@aws-sdk/client-lambda';
import { ROOT_CREDENTIALS } from '../ministack';
import type { Create, Target } from './target';

/** Names of variables that AWS reserves. */
const RESERVED =
  /^(AWS_REGION|AWS_DEFAULT_REGION|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_LAMBDA_.*|LAMBDA_.*|_.*)$/;
/** Limit of AWS on all variables together. */
const MOST_ENVIRONMENT_BYTES = 4096;

const clientFor = ({ endpoint }: Target, region: string): LambdaClient =>
  new LambdaClient({ region, endpoint, credentials: ROOT_CREDENTIALS });

const createFunction: Create = async (target, attributes, region) => {
  attributes.ignore('description', 'source_code_hash', 'vpc_config', 'tracing_config', 'kms_key_arn');
  const FunctionName = attributes.text('function_name');
  const { variables } = attributes.block('environment') as { variables: Record<string, string> };
  checkEnvironment(attributes.address, variables);
  const role = attributes.text('role');
  const { size } = attributes.block('ephemeral_storage') as { size?: number };
  const client = clientFor(target, region);
  const { FunctionArn = '' } = await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: role,
      Runtime: attributes.text('runtime') as Runtime,
      Architectures: attributes.texts('architectures') as Architecture[],
      Handler: attributes.text('handler'),
      Code: { ZipFile: readFileSync(join(target.directory, attributes.text('filename'))) },
      Timeout: attributes.number('timeout'),
      MemorySize: attributes.number('memory_size'),
      ...(size !== undefined && { EphemeralStorage: { Size: size } }),
      Environment: { Variables: variables },
    }),
  );
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 20, minDelay: 0.1, maxDelay: 0.5 }, { FunctionName });
  const limit = attributes.optional('reserved_concurrent_executions');
  if (typeof limit === 'number') {
    await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: limit }));
  }
  client.destroy();
  target.grants.addFunction({ region, functionName: FunctionName }, role);
  return { function_name: FunctionName, arn: FunctionArn };
};

function checkEnvironment(address: string, variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED.test(name));
  if (reserved.length > 0) throw new Error(`${address}: AWS reserves the variables ${reserved.join(', ')}`);
  const bytes = Object.entries(variables).reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (bytes > MOST_ENVIRONMENT_BYTES)
    throw new Error(`${address}: the variables have ${bytes} bytes, more than the 4 KiB that AWS allows`);
}

const addPermission: Create = async (target, attributes, region) => {
  const client = clientFor(target, region);
  await client.send(
    new AddPermissionCommand({
      FunctionName: attributes.text('function_name'),
      StatementId: attributes.text('statement_id'),
      Action: attributes.text('action'),
      Principal: attributes.text('principal'),
      SourceArn: attributes.text('source_arn'),
    }),
  );
  client.destroy();
  return {};
};

const putInvokeConfig: Create = async (target, attributes, region) => {
  const client = clientFor(target, region);
  await client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: attributes.text('function_name'),
      MaximumRetryAttempts: attributes.optional('maximum_retry_attempts') as number | undefined,
      MaximumEventAgeInSeconds: attributes.optional('maximum_event_age_in_seconds') as number | undefined,
      DestinationConfig: destinationOf(attributes.block('destination_config')),
    }),
  );
  client.destroy();
  return {};
};

const destinationOf = (block: Record<string, unknown>): DestinationConfig => {
  const { destination } = (block['on_failure'] ?? {}) as { destination?: string };
  return destination === undefined ? {} : { OnFailure: { Destination: destination } };
};

/** A Lambda that runs at each change of the journal slows a world down, so only a world whose test is about events has one. */
const mapSource: Create = async (target, attributes, region) => {
  const { filter } = attributes.block('filter_criteria') as { filter: readonly { pattern: string }[] };
  const mapping = {
    EventSourceArn: attributes.text('event_source_arn'),
    FunctionName: attributes.text('function_name'),
    StartingPosition: attributes.text('starting_position') as EventSourcePosition,
    BatchSize: attributes.number('batch_size'),
    MaximumRecordAgeInSeconds: attributes.number('maximum_record_age_in_seconds'),
    MaximumRetryAttempts: attributes.number('maximum_retry_attempts'),
    FilterCriteria: { Filters: filter.map(({ pattern }) => ({ Pattern: pattern })) },
  };
  if (!target.events) return {};
  const client = clientFor(target, region);
  await client.send(new CreateEventSourceMappingCommand(mapping));
  client.destroy();
  return {};
};

export const LAMBDA: Readonly<Record<string, Create>> = {
  aws_lambda_function: createFunction,
  aws_lambda_event_source_mapping: mapSource,
  aws_lambda_permission: addPermission,
  aws_lambda_function_event_invoke_config: putInvokeConfig,
};
