import { Construct } from 'constructs';
import { DEPLOYMENT_ENV } from '../../functions/shared/contract';
import { WATCH_ENV } from '../../functions/watch/contract';
import { grantJournals, grantWatching, type Journals } from '../aws/journal-table';
import type { OperationTokenSecret } from '../aws/operation-token-secret';
import type { WeightedRecords } from '../aws/weighted-records';
import type { NameHealth } from '../traffic/name-health';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';
import { limitVariables, type OperationSettings } from './dr-operations-function';
import { lookEachMinute } from './look-each-minute';

/** Props of `WatchFunction`. */
export interface WatchFunctionProps extends CommonFunctionProps, OperationSettings {
  /** Whether an old primary that returns is demoted by itself. @default false */
  readonly fence?: boolean;
  /** Whether Vault's autopilot is asked. @default false */
  readonly autopilot?: boolean;
  /** The secret with the DR operation token. */
  readonly secret: OperationTokenSecret;
  /** The weighted records of the client name. */
  readonly records: WeightedRecords;
  /** The health checks of these records. @default - none */
  readonly nameHealth?: NameHealth;
  /** The tables of the pair. */
  readonly journals: Journals;
  /** The Lambda `dr-operations` of the same region. */
  readonly drOperations: BundledFunction;
  /** The Lambda `dns-switch` of the same region. */
  readonly dnsSwitch: BundledFunction;
}

/** The Lambda `watch`, which looks at the pair once a minute and publishes metrics. */
export class WatchFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: WatchFunctionProps) {
    super(scope, id);
    const { drOperations, dnsSwitch } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'watch',
      description: 'Looks at the Vault DR pair once a minute and publishes metrics',
      // Where a failover may begin by itself, it looks for 50 s, and may then wait for an answer.
      timeoutSeconds: props.automatic ? 90 : 50,
    });
    props.secret.grantRead(this.lambda);
    props.records.grantRead(this.lambda);
    props.nameHealth?.grantAnnounce(this.lambda);
    grantJournals(this.lambda, props.journals, 'read');
    const { journals, cluster } = props;
    if (props.automatic && journals.witness) grantWatching(this.lambda, journals[cluster], journals.witness);
    this.lambda.allow({
      Sid: 'Operating',
      Action: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
      Resource: [drOperations.arn, dnsSwitch.arn],
    });
    this.lambda.addVariables({
      ...limitVariables(props),
      [WATCH_ENV.drOperationsFunction]: drOperations.functionName,
      [WATCH_ENV.dnsSwitchFunction]: dnsSwitch.functionName,
      [DEPLOYMENT_ENV.environment]: props.environment,
      [DEPLOYMENT_ENV.identifier]: props.identifier,
      ...(props.autopilot && { [WATCH_ENV.autopilot]: 'true' }),
    });
    lookEachMinute(this, this.lambda, props);
  }
}
