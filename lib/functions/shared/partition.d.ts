/** The AWS partition of a region: the second part of its ARNs. */
export declare function partitionOf(region: string): string;
/** The DNS suffix of the AWS services in a region. */
export declare const dnsSuffixOf: (region: string) => string;
/** Host of the STS of a region. */
export declare const stsHost: (region: string) => string;
