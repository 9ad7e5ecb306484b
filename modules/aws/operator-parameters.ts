import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import { OPERATOR_PARAMETERS } from '../../functions/shared/contract';
import type { DeploymentName, Tagged } from '../private/names';

/** Props of `OperatorParameters`. */
export interface OperatorParametersProps extends DeploymentName, Tagged {
  /** The AWS provider of the region. */
  readonly provider: TerraformProvider;
  /** Settings of the tool `vault-dr`, without a secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** CA certificates in PEM. @default - none */
  readonly caPem?: string;
}

/**
 * SSM parameters of one region from which the tool `vault-dr` takes the settings of a pair. Each region has its own, so
 * that the tool needs neither the state nor the other region.
 */
export class OperatorParameters extends Construct {
  constructor(scope: Construct, id: string, props: OperatorParametersProps) {
    super(scope, id);
    const { provider, settings, caPem, tags } = props;
    const path = `${OPERATOR_PARAMETERS}/${props.environment}/${props.identifier}`;
    // A standard parameter has at most 4 KB, an advanced one 8 KB. Certificates get one of their own.
    const common = { provider, type: 'String', tier: 'Intelligent-Tiering', tags };
    new SsmParameter(this, 'settings', { ...common, name: `${path}/settings`, value: JSON.stringify(settings) });
    if (caPem !== undefined) new SsmParameter(this, 'ca', { ...common, name: `${path}/ca`, value: caPem });
  }
}
