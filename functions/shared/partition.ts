/** The AWS partition of a region: the second part of its ARNs. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** The DNS suffix of the AWS services in a region. */
export const dnsSuffixOf = (region: string): string =>
  partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';

/** Host of the STS of a region. */
export const stsHost = (region: string): string => `sts.${region}.${dnsSuffixOf(region)}`;
