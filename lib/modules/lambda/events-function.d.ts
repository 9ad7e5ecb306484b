import { Construct } from 'constructs';
import type { JournalTable } from '../aws/journal-table';
import { BundledFunction } from './bundled-function';
import { type CommonFunctionProps } from './common-function-props';
/** Props of `EventsFunction`. */
export interface EventsFunctionProps extends Omit<CommonFunctionProps, 'addresses' | 'clientCertificate'> {
    /** The table of the region, with a stream. */
    readonly journal: JournalTable;
}
/**
 * The Lambda `events`, which sends the changes of the journal to the default event bus of the region. It reads them from the
 * table's stream, so that an operation does not wait for it.
 */
export declare class EventsFunction extends Construct {
    /** The Lambda itself. */
    readonly lambda: BundledFunction;
    constructor(scope: Construct, id: string, props: EventsFunctionProps);
}
