import type { EnvironmentSettings } from '../../config';

export const ENTERPRISE_BY_HAND = `The commands by hand make the same calls as \`vault-dr\`. They need \`VAULT_TOKEN\`, a token with access to
\`sys/replication/dr/primary/*\`. Commands for a secondary also need \`DR_OPERATION_TOKEN\`: read it from the secret in its region,
or generate one from [key shares](#an-operation-token-from-key-shares). Secrets are passed on standard input, because other
users of the machine can read arguments.`;

export const keyShares = ({ home, away }: EnvironmentSettings): string => `## An operation token from key shares

\`vault-dr break-glass\` does this itself. To do it by hand, run these commands against the secondary, with as many key shares as
it requires. The Vault CLI prompts for each share without showing it:

\`\`\`sh
export VAULT_ADDR=${away.address}
vault operator generate-root -dr-token -cancel
vault operator generate-root -dr-token -init     # prints the nonce and the one-time password
vault operator generate-root -dr-token           # once for each share; the last one prints the encoded token
vault operator generate-root -dr-token -decode=- -otp=<one-time password>    # reads the encoded token from standard input
\`\`\`

Vault 2.x answers 403 to this without a token. The break-glass token is made for it. It is in both regions, lasts at least 7 days, and
both clusters accept it. \`vault-dr break-glass\` reads it itself, with your AWS identity, which needs
\`secretsmanager:GetSecretValue\` on the secret and \`kms:Decrypt\` on its key. By hand:

\`\`\`sh
export VAULT_TOKEN="$(aws secretsmanager get-secret-value --region ${away.region} --secret-id ${away.breakGlassSecretArn} --query SecretString --output text | jq -r .token)"
\`\`\`

The other region is ${home.region}, with ${home.breakGlassSecretArn}. If neither can be read, use a root or
batch token that may use \`sys/replication/dr/secondary/generate-operation-token/*\`, or set
\`enable_unauthenticated_access = ["generate-operation-token"]\` on the servers and send them SIGHUP. Calls to a primary (demote, link)
need a token of yours in any case.

The operation token does not expire. Delete it when you no longer need it, while the cluster is a secondary:

\`\`\`sh
printf '{"dr_operation_token":"%s"}' "$DR_OPERATION_TOKEN" | vault write -address=${away.address} sys/replication/dr/secondary/operation-token/delete -
\`\`\`
`;
