import { Construct } from 'constructs';
import { grantJournals, type Journals } from '../aws/journal-table';
import type { WeightedRecords } from '../aws/weighted-records';
import { BundledFunction } from './bundled-function';
import type { CommonFunctionProps } from './common-function-props';

export interface DnsSwitchFunctionProps extends CommonFunctionProps {
  readonly records: WeightedRecords;
  readonly journals: Journals;
}

/** The Lambda that gives the client name to the cluster that took over, under the pair's lease. */
export class DnsSwitchFunction extends Construct {
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: DnsSwitchFunctionProps) {
    super(scope, id);
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      bundle: 'dns-switch',
      description: 'Gives the client name to the cluster that really is primary',
      timeoutSeconds: 120,
    });
    props.records.grantSwitch(this.lambda);
    grantJournals(this.lambda, props.journals);
  }
}
