import type { LeaseTables } from './aws-clients';
import { type TableName } from './contract';
import { type Holder } from './lease-table';
/** One lease table, as a region sees it. */
export type TableLook = {
    readonly kind: 'answers';
    readonly lease?: LeaseLook;
}
/** `detail`: name of the error. */
 | {
    readonly kind: 'silent';
    readonly detail: string;
};
/** The lease in a table. Its holder may be dead: then `until` has passed, and the next operation takes the lease. */
export type LeaseLook = Omit<Holder, 'beat'>;
export type TableLooks = Readonly<Partial<Record<TableName, TableLook>>>;
/** Looks at every table in parallel. A table that gives no answer is no error. */
export declare function lookAtTables(tables: LeaseTables, tableName: string): Promise<TableLooks>;
