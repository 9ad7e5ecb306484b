export declare const WITNESS_ENV: {
    /** Name of the lease and journal table, the same in every region. */
    readonly journalTable: "JOURNAL_TABLE";
    readonly homeRegion: "HOME_REGION";
};
/** What a run of the witness has seen last. */
export interface WitnessResult {
    /** AWS in the region of home. `partly`: DynamoDB or STS, and not the other. */
    readonly region: 'answers' | 'partly' | 'silent';
    /** For how long without interruption, milliseconds. */
    readonly forMs: number;
}
