/** What is wrong with a cluster that is Vault Community. */
export declare const noReplication: (cluster: string) => {
    readonly reason: string;
    readonly remedy: string;
};
