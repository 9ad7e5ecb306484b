import type { TerraformProvider } from 'cdktf';

/** One AWS region, and the provider that creates resources there. */
export interface RegionProps {
  /** AWS region, for example `eu-west-1`. */
  readonly region: string;
  /** AWS provider of that region. */
  readonly provider: TerraformProvider;
}
