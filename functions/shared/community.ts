/** What is wrong with a cluster that is Vault Community. */
export const noReplication = (cluster: string): { readonly reason: string; readonly remedy: string } => ({
  reason: `${cluster} runs Vault Community, which has no replication`,
  remedy: 'Install Vault Enterprise there, or correct the address.',
});
