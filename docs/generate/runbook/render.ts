import { plan } from '../../../functions/dr-operations/plan';
import { reportClusters, statusOf } from '../../../functions/dr-operations/result';
import type { Plan } from '../../../functions/dr-operations/steps';
import { activeByWeight } from '../../../functions/shared/weighted-records';
import type { EnvironmentSettings } from '../../../cli/config';
import { advise } from '../../../cli/operations/advise';
import { assess } from '../../../cli/operations/assess';
import { callsOf, type PlannedStep } from '../../../cli/render/calls';
import { painter } from '../../../cli/render/paint';
import { renderStatus } from '../../../cli/render/status';
import { commandsOf } from './commands';
import { EXAMPLE } from './example';
import { NOW, SITUATIONS, type Situation } from './situations';
import { STEP_GUIDE } from './steps';

const LIMITS = { maxLagWals: 1000 };

/** The whole runbook, in Markdown: what the tool shows and what the engine plans, by the very same code. */
export const renderRunbook = (): string =>
  [HEAD, ...SITUATIONS.map(renderSituation), renderSteps(), KEY_SHARES].join('\n');

const HEAD = `# Runbook

<!-- Written by \`make docs\`, from the engine's own steps and plans. Do not edit: a test compares. -->

Start with \`vault-dr status\`: it says what is wrong and what to type. \`vault-dr doctor\` looks at each hop between Lambdas,
Vault and AWS. Every operation takes \`--dry-run\`, and running one again carries on from what is there. A refusal names each
check that objects and the one command that accepts exactly those; on a terminal you type the names instead.

The pair of this page is \`prod\`: home is ${EXAMPLE.home.address} in ${EXAMPLE.home.region}, away is
${EXAMPLE.away.address} in ${EXAMPLE.away.region}, clients use ${EXAMPLE.clientName}.
The commands by hand are those that \`vault-dr\` makes itself. They need \`VAULT_TOKEN\` (a token that may use
\`sys/replication/dr/primary/*\`) and, for a secondary, \`DR_OPERATION_TOKEN\`: read it from the region's secret, or make one
from [key shares](#an-operation-token-from-key-shares). Secrets go in by standard input, because arguments can be read.
`;

function renderSituation({ title, when, world, operation, accept, command, expect }: Situation): string {
  const to = { switchover: 'away', failover: 'away', failback: 'home', rejoin: undefined }[operation] as
    'home' | 'away' | undefined;
  const request = { operation, to, dryRun: true, accept: accept ?? [], reason: 'runbook', actor: 'runbook' };
  // By hand nobody asks the secret's token: what there is to do is the same with any.
  const usable = { ...world, token: { kind: 'usable', expiresAt: Infinity } } as const;
  const planned = plan(request, usable, LIMITS);
  if (planned.kind !== 'act') throw new Error(`the situation "${title}" leads to no step: ${planned.reason}`);
  return `## ${title}

${when}

\`\`\`
${renderStatusOf(world)}
\`\`\`

**Command:** \`${command}\`

**Expect:** ${expect}

**By hand:**

${renderByHand(EXAMPLE, planned, world)}
`;
}

function renderStatusOf(world: Situation['world']): string {
  const view = { kind: 'seen', status: statusOf(world) } as const;
  const active = world.records.kind === 'known' ? activeByWeight(world.records.weights) : undefined;
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
    environment: EXAMPLE.name,
    clientName: EXAMPLE.clientName,
    at: new Date(NOW).toISOString(),
    ...assessment,
    nameServers,
    next: advise(EXAMPLE, assessment),
  };
  return renderStatus(EXAMPLE, picture, painter(false));
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

const KEY_SHARES = `## An operation token from key shares

\`vault-dr break-glass\` does this by itself. By hand, at the secondary, with the shares of as many people as it wants; the
Vault CLI asks for each share unseen:

\`\`\`sh
export VAULT_ADDR=${EXAMPLE.away.address}
vault operator generate-root -dr-token -cancel
vault operator generate-root -dr-token -init     # shows the nonce and the one-time password
vault operator generate-root -dr-token           # once for each share; the last one shows the encoded token
vault operator generate-root -dr-token -decode=- -otp=<one-time password>    # reads the encoded token
\`\`\`

Vault 2.x wants a token for this: \`VAULT_TOKEN\` of a root or batch token, or \`enable_unauthenticated_access\` on its servers.
Such a token has no end. Delete it when all is done, while the cluster is a secondary:

\`\`\`sh
printf '{"dr_operation_token":"%s"}' "$DR_OPERATION_TOKEN" | vault write -address=${EXAMPLE.away.address} sys/replication/dr/secondary/operation-token/delete -
\`\`\`
`;
