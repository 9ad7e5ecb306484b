import { type ClusterName } from '../functions/shared/contract';
import type { PolicyStatement } from './private/iam';
/** What is stored in one region. */
interface AccessedStore {
    readonly accountId: string;
    readonly key: {
        readonly arn: string;
    };
    readonly journal: {
        readonly arn: string;
        readonly region: string;
    };
}
/** Permissions to call these Lambdas, to read the settings that the stack publishes, and to read the journal. Pure. */
export declare function accessStatements(stores: Readonly<Record<ClusterName, AccessedStore>>, functionArns: readonly string[]): PolicyStatement[];
export {};
