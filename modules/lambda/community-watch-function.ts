import { Construct } from 'constructs';
import { COMMUNITY_WATCH_ENV } from '../../functions/community-watch/contract';
import { DEPLOYMENT_ENV } from '../../functions/shared/contract';
import { grantJournals } from '../aws/journal-table';
import { grantLookAtStores } from '../community/community-store';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
import { lookEachMinute } from './look-each-minute';
import { sightVariables, type CommunitySightProps } from './community-operations-function';

/** Props of `CommunityWatchFunction`. */
export interface CommunityWatchFunctionProps extends CommonFunctionProps, CommunitySightProps {
  /** The Lambda `community-operations` of the same region. */
  readonly operations: BundledFunction;
  /** The Lambda `snapshot-puller` of the same region. */
  readonly puller: BundledFunction;
}

/** The Lambda `community-watch`, which looks at the pair once a minute and publishes metrics. */
export class CommunityWatchFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: CommunityWatchFunctionProps) {
    super(scope, id);
    const { stores, operations, puller } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'community-watch',
      description: 'Looks at the Vault DR pair once a minute and publishes metrics',
      timeoutSeconds: 50,
    });
    props.records.grantRead(this.lambda);
    grantJournals(this.lambda, { home: stores.home.journal, away: stores.away.journal }, 'read');
    grantLookAtStores(this.lambda, stores);
    props.auth.grantInvoke(this.lambda);
    this.lambda.allow({
      Sid: 'Operating',
      Action: ['lambda:GetFunctionConfiguration'],
      Resource: [operations.arn, puller.arn],
    });
    this.lambda.allow({ Sid: 'Wake', Action: ['lambda:InvokeFunction'], Resource: [operations.arn] });
    this.lambda.addVariables({
      ...sightVariables(props),
      [COMMUNITY_WATCH_ENV.operationsFunction]: operations.functionName,
      [COMMUNITY_WATCH_ENV.pullerFunction]: puller.functionName,
      [DEPLOYMENT_ENV.environment]: props.environment,
      [DEPLOYMENT_ENV.identifier]: props.identifier,
    });
    lookEachMinute(this, this.lambda, props);
  }
}
