import { Construct } from 'constructs';
import type { WeightedRecords } from '../aws/weighted-records';
import { BundledFunction, type FunctionEnvironment } from './bundled-function';

export interface DnsSwitchFunctionProps extends FunctionEnvironment {
  readonly records: WeightedRecords;
}

/** The Lambda that gives the client name to the cluster that is primary. */
export class DnsSwitchFunction extends Construct {
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: DnsSwitchFunctionProps) {
    super(scope, id);
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'dns-switch',
      description: 'Gives the client name to the cluster that really is primary',
      timeoutSeconds: 120,
      reservedConcurrency: 1,
    });
    props.records.grantSwitch(this.lambda);
  }
}
