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
import { commandsOf, lastFileOf } from './commands';
import { RUNBOOKS } from './kinds';
import { NOW, type Situation } from './situations';
import type { StepGuides } from './steps';

const LIMITS = { maxLagWals: 1000 };

/**
 * The runbook of a pair in Markdown. The tool's own code renders the status, and the engine's own code plans the steps.
 *
 * @param about sentence that says which pair it is
 */
export const renderRunbook = (pair: EnvironmentSettings, about: string): string =>
  [
    head(pair, about),
    ...RUNBOOKS[pair.replication].situations.map((situation) => renderSituation(pair, situation)),
    renderSteps(RUNBOOKS[pair.replication].steps),
    RUNBOOKS[pair.replication].end(pair),
  ].join('\n');

const head = (
  { name, home, away, clientName, ca, dnsRoleArn, replication }: EnvironmentSettings,
  about: string,
): string => `# Runbook

${about}

Start with \`vault-dr status\`. It shows what is wrong and which command to run. \`vault-dr doctor\` checks each hop between the
Lambdas, Vault and AWS. Every operation has \`--dry-run\`. Running an operation again is safe: it continues from the current
state. A refusal names each check that objects and the command that accepts exactly those checks. On a terminal you can type
their names instead.

The environment is \`${name}\`: home is ${home.address} in ${home.region}, away is
${away.address} in ${away.region}, and clients use ${clientName}.
${RUNBOOKS[replication].byHand}${ca === undefined ? '' : PRIVATE_CA}${zoneRole(dnsRoleArn)}
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
  const lastFile = lastFileOf(rounds.flat());
  return rounds
    .flatMap((round, index) => round.map((step) => `${index + 1}. ${renderStep(settings, step, lastFile)}`))
    .join('\n');
}

function renderStep(settings: EnvironmentSettings, step: PlannedStep, lastFile: string | undefined): string {
  const commands = commandsOf(settings, step, lastFile).map((command) => `   ${command}`);
  return [`[${step.kind}](#${step.kind}) ${step.cluster}: ${step.reason}`, '', '   ```sh', ...commands, '   ```'].join(
    '\n',
  );
}

const renderSteps = (guides: StepGuides): string =>
  [
    '## The steps\n',
    ...Object.entries(guides).map(([kind, { what, undo }]) => `### ${kind}\n\n${what}\n\n**Undo:** ${undo}\n`),
  ].join('\n');
