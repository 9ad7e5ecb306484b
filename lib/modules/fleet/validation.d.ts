import type { EvacuationProps } from './evacuation';
/** Finds every problem of the props. A value that is known only at the apply is not checked. */
export declare function validateEvacuationProps(props: EvacuationProps): string[];
