import { parseOperationEvent } from '../../functions/dr-operations/event';
import { plan } from '../../functions/dr-operations/plan';
import { reportClusters, statusOf } from '../../functions/dr-operations/result';
import type { Plan } from '../../functions/dr-operations/steps';
import { activeByWeight } from '../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../config';
import { advise } from '../operations/advise';
import { assess } from '../operations/assess';
import { callsOf, type PlannedStep } from '../render/calls';
import { painter } from '../render/paint';
import { renderStatus } from '../render/status';
import { commandsOf } from './commands';
import { NOW, SITUATIONS, type Situation } from './situations';
import { STEP_GUIDE } from './steps';

const LIMITS = { maxLagWals: 1000 };

/**
 * The runbook of a pair in Markdown. The tool's own code renders the status, and the engine's own code plans the steps.
 *
 * @param about sentence that says which pair it is
 */
export const renderRunbook = (pair: EnvironmentSettings, about: string): string =>
  [
    head(pair, about),
    ...SITUATIONS.map((situation) => renderSituation(pair, situation)),
    renderSteps(),
    keyShares(pair),
  ].join('\n');

const head = (
  { name, home, away, clientName, ca, dnsRoleArn }: EnvironmentSettings,
  about: string,
): string => `# Runbook

${about}

Start with \`vault-dr status\`. It shows what is wrong and which command to run. \`vault-dr doctor\` checks each hop between the
Lambdas, Vault and AWS. Every operation has \`--dry-run\`. Running an operation again is safe: it continues from the current
state. A refusal names each check that objects and the command that accepts exactly those checks. On a terminal you can type
their names instead.

The environment is \`${name}\`: home is ${home.address} in ${home.region}, away is
${away.address} in ${away.region}, and clients use ${clientName}.
The commands by hand make the same calls as \`vault-dr\`. They need \`VAULT_TOKEN\`, a token with access to
\`sys/replication/dr/primary/*\`. Commands for a secondary also need \`DR_OPERATION_TOKEN\`: read it from the secret in its region,
or generate one from [key shares](#an-operation-token-from-key-shares). Secrets are passed on standard input, because other
users of the machine can read arguments.${ca === undefined ? '' : PRIVATE_CA}${zoneRole(dnsRoleArn)}
`;

const PRIVATE_CA = ' Set \`VAULT_CACERT\` to the file with the CA of the clusters.';

const zoneRole = (roleArn: string | undefined): string =>
  roleArn === undefined ? '' : `\nThe zone is in another account: run the commands for Route 53 as \`${roleArn}\`.`;

function renderSituation(pair: EnvironmentSettings, situation: Situation): string {
  const { title, when, world, operation, accept, command, expect } = situation;
  const request = parseOperationEvent({ operation, dryRun: true, accept, reason: 'runbook', actor: 'runbook' });
  // The steps by hand do not depend on the token in the secret.
  const usable = { ...world, token: { kind: 'usable', expiresAt: Infinity } } as const;
  const planned = plan(request, usable, LIMITS);
  if (planned.kind !== 'act') throw new Error(`the situation "${title}" has no steps: ${planned.reason}`);
  return `## ${title}

${when}

\`\`\`
${renderStatusOf(pair, world)}
\`\`\`

**Command:** \`${command(pair)}\`

**Expect:** ${expect}

**By hand:**

${renderByHand(pair, planned, world)}
`;
}

function renderStatusOf(pair: EnvironmentSettings, world: Situation['world']): string {
  const view = { kind: 'seen', status: statusOf(world) } as const;
  const byWeight = world.records.kind === 'known' ? activeByWeight(world.records.weights) : undefined;
  const active = world.promotion?.ledByHealth ?? byWeight;
  const nameServers = [
    {
      server: '10.0.0.2',
      addresses: [active === 'away' ? '10.1.0.10' : '10.0.0.10'],
      ttlSeconds: 60,
      ...(active && { leadsTo: active }),
    },
  ];
  const assessment = assess({ home: view, away: view }, nameServers);
  const picture = {
    environment: pair.name,
    clientName: pair.clientName,
    at: new Date(NOW).toISOString(),
    ...assessment,
    nameServers,
    next: advise(pair, assessment),
  };
  return renderStatus(pair, picture, painter(false), { columns: 120 });
}

function renderByHand(
  settings: EnvironmentSettings,
  planned: Plan & { kind: 'act' },
  world: Situation['world'],
): string {
  const rounds = callsOf(settings, planned, reportClusters(world));
  return rounds
    .flatMap((round, index) => round.map((step) => `${index + 1}. ${renderStep(settings, step)}`))
    .join('\n');
}

function renderStep(settings: EnvironmentSettings, step: PlannedStep): string {
  const commands = commandsOf(settings, step).map((command) => `   ${command}`);
  return [`[${step.kind}](#${step.kind}) ${step.cluster}: ${step.reason}`, '', '   ```sh', ...commands, '   ```'].join(
    '\n',
  );
}

const renderSteps = (): string =>
  [
    '## The steps\n',
    ...Object.entries(STEP_GUIDE).map(([kind, { what, undo }]) => `### ${kind}\n\n${what}\n\n**Undo:** ${undo}\n`),
  ].join('\n');

const keyShares = ({ home, away }: EnvironmentSettings): string => `## An operation token from key shares

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
