import type { EnvironmentConfig } from './environment-config';

/** Name of the role of Vault's AWS auth method with which Terraform logs in. */
export const vaultRoleName = (config: EnvironmentConfig, access: 'plan' | 'apply'): string =>
  `${config.vaultLoginRole}-${access}`;

/** A login of Terraform's Vault provider, with the AWS role that runs Terraform. */
export const vaultLogin = (
  config: EnvironmentConfig,
  access: 'plan' | 'apply',
): { readonly role: string; readonly awsRegion: string; readonly headerValue: string } => ({
  role: vaultRoleName(config, access),
  awsRegion: config.home.region,
  headerValue: config.awsAuth?.serverId ?? config.clientName,
});
