import { Construct } from 'constructs';
import { WITNESS_ENV } from '../../functions/witness/contract';
import { grantReadRow, grantRow, type JournalTable } from '../aws/journal-table';
import { nameOf } from '../private/names';
import { BundledFunction } from './bundled-function';
import { WITHOUT_VAULT, type CommonFunctionProps, type FunctionSettings } from './common-function-props';
import { runRegularly } from './schedule';

/** Props of `WitnessFunction`. */
export interface WitnessFunctionProps
  extends FunctionSettings, Pick<CommonFunctionProps, 'provider' | 'region' | 'accountId' | 'kmsKeyArn'> {
  /** The table in the region of the home cluster. */
  readonly home: JournalTable;
  /** The table of the third region. */
  readonly own: JournalTable;
}

/**
 * The Lambda `witness` of the third region, which looks every ten seconds whether AWS in the region of home answers. It runs
 * outside of any VPC, so that its path is none of those of the other watchers.
 */
export class WitnessFunction extends Construct {
  /** The Lambda itself. */
  readonly lambda: BundledFunction;

  constructor(scope: Construct, id: string, props: WitnessFunctionProps) {
    super(scope, id);
    const { home, own } = props;
    this.lambda = new BundledFunction(this, 'lambda', {
      ...props,
      ...WITHOUT_VAULT,
      bundle: 'witness',
      description: 'Looks whether AWS in the region of home answers',
      timeoutSeconds: 59,
      memoryMb: 256,
    });
    grantReadRow(this.lambda, 'Home', home);
    grantRow(this.lambda, own);
    grantReadRow(this.lambda, 'Own', own);
    this.lambda.addVariables({ [WITNESS_ENV.journalTable]: own.name, [WITNESS_ENV.homeRegion]: home.region });
    runRegularly(this, this.lambda, {
      provider: props.provider,
      name: nameOf('vault-dr-witness', props),
      description: 'Looks at the region of the home cluster',
      everyMinutes: 1,
      targetId: 'witness',
      tags: props.tags,
    });
  }
}
