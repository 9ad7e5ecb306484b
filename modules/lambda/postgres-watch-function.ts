import { Construct } from 'constructs';
import { POSTGRES_WATCH_ENV } from '../../functions/postgres-watch/contract';
import { DEPLOYMENT_ENV } from '../../functions/shared/contract';
import { grantJournals } from '../aws/journal-table';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
import { lookEachMinute } from './look-each-minute';
import {
  databaseFiles,
  databaseVariables,
  grantPassword,
  type PostgresSightProps,
} from './postgres-operations-function';

/** Props of `PostgresWatchFunction`. */
export interface PostgresWatchFunctionProps extends CommonFunctionProps, PostgresSightProps {
  /** The Lambda `community-operations` of the same region. */
  readonly operations: BundledFunction;
}

/** The Lambda `community-watch` of a pair whose storage is in PostgreSQL. Its code is the bundle `postgres-watch`. */
export class PostgresWatchFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: PostgresWatchFunctionProps) {
    super(scope, id);
    const { stores, operations } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'postgres-watch',
      // Whoever looks at a pair calls it by one name.
      name: 'community-watch',
      description: 'Looks at the Vault DR pair once a minute and publishes metrics',
      timeoutSeconds: 50,
      ...databaseFiles(props),
    });
    props.records.grantRead(this.lambda);
    grantJournals(this.lambda, { home: stores.home.journal, away: stores.away.journal }, 'read');
    grantPassword(this.lambda, props);
    this.lambda.allow({
      Sid: 'Operating',
      Action: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
      Resource: [operations.arn],
    });
    this.lambda.addVariables({
      ...databaseVariables(props),
      [POSTGRES_WATCH_ENV.operationsFunction]: operations.functionName,
      [DEPLOYMENT_ENV.environment]: props.environment,
      [DEPLOYMENT_ENV.identifier]: props.identifier,
    });
    lookEachMinute(this, this.lambda, props);
  }
}
