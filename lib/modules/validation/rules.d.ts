import { type TerraformProvider } from 'cdktf';
/** An AWS region. */
export declare const REGION: RegExp;
/** A DNS name without a dot at the end. */
export declare const DNS_NAME: RegExp;
/** Not a token of cdktf and not a Terraform expression, which have a value only at the apply. */
export declare const known: (value: unknown) => boolean;
/** Whether two known values are equal. */
export declare const same: (a: string, b: string) => boolean;
/** The problem, if it is one. */
export declare const when: (isProblem: boolean, problem: string) => string[];
/** A number that is given has to be whole, and within these limits. */
export declare const whole: (prop: string, value: number | undefined, least: number, most: number) => string[];
/** A region has to be one of AWS, and that of its provider. */
export declare function validateRegion(prop: string, region: string, provider: TerraformProvider): string[];
