import { Token, type TerraformProvider } from 'cdktf';

/** An IPv4 or IPv6 address with the length of the prefix. */
export const CIDR = /^(\d{1,3}(\.\d{1,3}){3}\/([0-9]|[12]\d|3[0-2])|[0-9a-f:]*:[0-9a-f:.]*\/\d{1,3})$/i;

/** An AWS region. */
export const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** A DNS name without a dot at the end. */
export const DNS_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** The ARN of an IAM role. */
export const ROLE_ARN = /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/\S+$/;

/** A part of a name. */
const SLUG = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const SECRET_ARN = /^arn:aws(?:-cn|-us-gov)?:secretsmanager:([a-z0-9-]+):\d{12}:secret:[^:*]+-[A-Za-z0-9]{6}$/;
const ZONE_ID = /^Z[A-Z0-9]{1,31}$/;

/** Not a token of cdktf and not a Terraform expression, which have a value only at the apply. */
export const known = (value: unknown): boolean =>
  value !== undefined && !Token.isUnresolved(value) && !(typeof value === 'string' && value.includes('${'));

/** Whether two known values are equal. */
export const same = (a: string, b: string): boolean => known(a) && known(b) && a === b;

/** The problem, if it is one. */
export const when = (isProblem: boolean, problem: string): string[] => (isProblem ? [problem] : []);

/** A number that is given has to be whole, and within these limits. */
export const whole = (prop: string, value: number | undefined, least: number, most: number): string[] =>
  when(
    value !== undefined && known(value) && !(Number.isSafeInteger(value) && value >= least && value <= most),
    `${prop} is ${value}: give a whole number from ${least} to ${most}.`,
  );

/** A region has to be one of AWS, and that of its provider. */
export function validateRegion(prop: string, region: string, provider: TerraformProvider): string[] {
  const { region: providerRegion } = provider as { readonly region?: unknown };
  return [
    ...when(
      known(region) && !REGION.test(region),
      `${prop}.region is "${region}": give an AWS region, as in "eu-west-1".`,
    ),
    ...when(
      known(region) && known(providerRegion) && providerRegion !== region,
      `${prop}.region is "${region}", but ${prop}.provider is for "${String(providerRegion)}": give the provider of that region.`,
    ),
  ];
}

/** A part of a name has only what every service of AWS takes. */
export const validateSlug = (prop: string, value: string): string[] =>
  when(
    known(value) && !SLUG.test(value),
    `${prop} is "${value}": use lower-case letters, digits and dashes, as in "prod".`,
  );

/** The id of a Route 53 zone. */
export const validateZone = (prop: string, id: string): string[] =>
  when(
    known(id) && !ZONE_ID.test(id),
    `${prop} is "${id}": give the id of a Route 53 zone, as in "Z0123456789ABCDEFGHIJ".`,
  );

/** A secret has to be in the region of those who read it, because the other region may be lost. */
export function validateSecret(prop: string, secretArn: string, region: string): string[] {
  if (!known(secretArn)) return [];
  const [, secretRegion] = SECRET_ARN.exec(secretArn) ?? [];
  return [
    ...when(
      secretRegion === undefined,
      `${prop} is "${secretArn}": give the whole ARN of a secret, with the six characters at its end.`,
    ),
    ...when(
      secretRegion !== undefined && known(region) && secretRegion !== region,
      `${prop} is in ${secretRegion}: give a secret in ${region}, because the other region may be lost.`,
    ),
  ];
}
