import { LambdaEventSourceMapping } from '@cdktf/provider-aws/lib/lambda-event-source-mapping';
import { Construct } from 'constructs';
import { TABLE_KEYS } from '../../functions/dr-operations/contract';
import { EVENT_SOURCE } from '../../functions/events/contract';
import { DEPLOYMENT_ENV } from '../../functions/shared/contract';
import { partitionOf } from '../../functions/shared/partition';
import type { JournalTable } from '../aws/journal-table';
import { BundledFunction } from './bundled-function';
import { WITHOUT_VAULT, type CommonFunctionProps } from './common-function-props';

/** Props of `EventsFunction`. */
export interface EventsFunctionProps extends Omit<CommonFunctionProps, 'addresses' | 'clientCertificate'> {
  /** The table of the region, with a stream. */
  readonly journal: JournalTable;
}

/** Keys of the items whose changes are events. The lease changes every few seconds and has none. */
const ITEMS = [TABLE_KEYS.journal, TABLE_KEYS.automatic];

/**
 * The Lambda `events`, which sends the changes of the journal to the default event bus of the region. It reads them from the
 * table's stream, so that an operation does not wait for it.
 */
export class EventsFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: EventsFunctionProps) {
    super(scope, id);
    const { region, accountId, journal, provider } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      ...WITHOUT_VAULT,
      bundle: 'events',
      description: 'Sends what happens to the Vault DR pair to EventBridge',
      timeoutSeconds: 30,
      memoryMb: 256,
    });
    this.lambda.addVariables({
      [DEPLOYMENT_ENV.environment]: props.environment,
      [DEPLOYMENT_ENV.identifier]: props.identifier,
    });
    this.lambda.allow({
      Sid: 'Changes',
      Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      Resource: [journal.streamArn],
    });
    this.lambda.allow({ Sid: 'ChangesKey', Action: ['kms:Decrypt'], Resource: [journal.kmsKeyArn] });
    this.lambda.allow({
      Sid: 'Events',
      Action: ['events:PutEvents'],
      Resource: [`arn:${partitionOf(region)}:events:${region}:${accountId}:event-bus/default`],
      // One call can carry several sources.
      Condition: { 'ForAllValues:StringEquals': { 'events:source': [EVENT_SOURCE] } },
    });
    new LambdaEventSourceMapping(this, 'changes', {
      provider,
      eventSourceArn: journal.streamArn,
      functionName: this.lambda.arn,
      startingPosition: 'LATEST',
      batchSize: 10,
      // An event that is an hour old is history, which the journal keeps.
      maximumRecordAgeInSeconds: 3600,
      maximumRetryAttempts: 10,
      filterCriteria: {
        filter: [{ pattern: JSON.stringify({ dynamodb: { Keys: { pk: { S: ITEMS } } } }) }],
      },
    });
  }
}
