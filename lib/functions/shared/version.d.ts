/**
 * Whether version `a` of Vault is older than `b`; false if one is not known. Only the three numbers count: builds of one
 * release, such as `+ent` and `+ent.hsm`, are equal.
 */
export declare function isOlder(a: string | undefined, b: string | undefined): boolean;
