import { Construct } from 'constructs';
import type { ClusterName } from '../functions/shared/contract';
import { ControlPlane } from './aws/control-plane';
import { RegionalStore } from './aws/regional-store';
import { WeightedRecords } from './aws/weighted-records';
import { type VaultDrProps } from './vault-dr-props';
import { AwsAuth } from './vault/aws-auth';
import { OperationTokenRole } from './vault/operation-token-role';
/**
 * The DR control plane of one Vault Enterprise pair: the policies and roles in Vault, the client name's weighted
 * records, and in each region the secret, the lease, and the four Lambdas.
 *
 * @throws Error listing every problem of the props
 */
export declare class VaultDr extends Construct {
    /** The name that clients use. */
    readonly clientName: string;
    readonly operationTokenRole: OperationTokenRole;
    readonly awsAuth: AwsAuth;
    readonly records: WeightedRecords;
    /** What each region keeps. */
    readonly stores: Readonly<Record<ClusterName, RegionalStore>>;
    /** The Lambdas of each region. */
    readonly controlPlanes: Readonly<Record<ClusterName, ControlPlane>>;
    constructor(scope: Construct, id: string, props: VaultDrProps);
    private createOperationTokenRole;
    private createRecords;
    private createStore;
    private createControlPlane;
    private createAwsAuth;
    private createOutputs;
    /** Everything that the operator's tool needs to work without a configuration of its own; nothing of it is secret. */
    private operatorOutput;
}
