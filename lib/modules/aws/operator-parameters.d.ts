import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
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
export declare class OperatorParameters extends Construct {
    constructor(scope: Construct, id: string, props: OperatorParametersProps);
}
