import { startClock } from '../../functions/shared/clock';
import { observeCluster } from '../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { StepError, VaultDrError } from '../../functions/shared/errors';
import { Secret } from '../../functions/shared/secret';
import { closeVaultClients, openVaultClients, type VaultClients } from '../../functions/shared/vault-config';
import { confirm, declined, requireTerminal } from '../confirm';
import { CliError, EXIT, UsageError } from '../exit-codes';
import { invoke, type Invocation } from '../operations/invoke';
import { untilReady } from '../operations/until-ready';
import { engineConfig } from '../operations/engine-config';
import { localStatus } from '../operations/local-engine';
import type { Session } from '../session';
import { executeEnable, type EnableContext } from './execute';
import { EnableGuard } from './guard';
import { planEnable, type EnablePlan, type EnableStep, type EnableWorld } from './plan';

export interface EnableOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  /** The cluster that may be wiped without asking. */
  readonly wipe?: ClusterName;
}

const TOKEN_GEN_MS = 40_000;
/** Upper bound on steps, so that clusters that keep changing cannot loop forever. */
const MAX_STEPS = 12;

/** Makes two fresh clusters a pair that replicates and has its operation tokens. Safe to repeat. */
export async function enable(session: Session<EnableOptions>): Promise<void> {
  const { io, options, settings } = session;
  const vault = openVaultClients(engineConfig(settings, 'home').vault);
  try {
    const plan = planEnable(await observe(session, vault, false));
    showDoneSteps(session, plan);
    if (plan.kind === 'refuse')
      throw new CliError(EXIT.refused, `Refused, nothing was changed. ${plan.reason}. ${plan.remedy}`);
    if (plan.kind === 'done') return io.out(`Nothing to do: ${settings.name} replicates and has its tokens.`);
    io.out(`Steps:\n${plan.steps.map((step, index) => `  ${index + 1}. ${describe(session, step)}`).join('\n')}`);
    if (options.dryRun) return;
    await agree(session, plan.steps);
    const context = { ...(await readTokens(session, plan.steps)), vault };
    await io.runToEnd(() => EnableGuard.hold(session, (guard) => runSteps(session, context, guard)));
  } finally {
    closeVaultClients(vault);
  }
}

async function observe(session: Session, vault: VaultClients, canaryArrived: boolean): Promise<EnableWorld> {
  const { probeTimeoutMs } = engineConfig(session.settings, 'home').vault;
  const [home, away, ...tokens] = await Promise.all([
    observeCluster(vault.home, probeTimeoutMs),
    observeCluster(vault.away, probeTimeoutMs),
    ...CLUSTER_NAMES.map(async (cluster) => (await localStatus(session, cluster)).tokenExpiresAt),
  ]);
  const [homeToken, awayToken] = tokens.map((expiresAt) => (expiresAt === undefined ? 'missing' : 'usable'));
  return {
    clusters: { home, away },
    tokens: { home: homeToken ?? 'missing', away: awayToken ?? 'missing' },
    canaryArrived,
  };
}

function showDoneSteps({ io, paint }: Session, plan: EnablePlan): void {
  if (plan.kind === 'refuse') return;
  for (const words of plan.already) io.out(`${paint('good', 'Already done:')} ${words}.`);
}

const describe = ({ settings }: Session, { kind, cluster }: EnableStep): string =>
  ({
    'enable-primary': `enable DR replication on ${cluster} (${settings[cluster].address}) as primary`,
    'enable-secondary': `make ${cluster} (${settings[cluster].address}) a secondary of ${otherCluster(cluster)}: THIS WIPES IT`,
    'await-stream': `wait until ${cluster} has copied everything (stream-wals)`,
    canary: `write on ${otherCluster(cluster)}, and check that the write arrives at ${cluster}`,
    'first-token': `store the first operation token in the region of ${cluster} (${settings[cluster].region})`,
  })[kind];

/** A wipe must be confirmed with the name of the cluster; `--yes` is not enough. @throws CliError */
async function agree(session: Session<EnableOptions>, steps: readonly EnableStep[]): Promise<void> {
  const { io, options, settings } = session;
  const wiped = steps.find(({ kind }) => kind === 'enable-secondary')?.cluster;
  if (wiped === undefined ? options.yes : options.wipe === wiped) return;
  if (wiped === undefined) return confirm(io, 'Continue?');
  requireTerminal(io, `${wiped} will be wiped, confirm with --wipe ${wiped}`);
  const { address } = settings[wiped];
  const answer = await io.ask(`Everything on ${wiped} (${address}) will be lost. Type its name to continue: `);
  if (answer !== wiped) throw declined();
}

/** Reads the tokens that the steps need, from variables or hidden prompts. */
async function readTokens(
  { io, settings, aws }: Session,
  steps: readonly EnableStep[],
): Promise<Omit<EnableContext, 'vault'>> {
  const wiped = steps.find(({ kind }) => kind === 'enable-secondary')?.cluster;
  const callsPrimary = steps.some(({ kind }) => kind !== 'first-token' && kind !== 'await-stream');
  const read = async (variable: string, isNeeded: boolean, whose: string): Promise<Secret | undefined> => {
    const given = io.env[variable]?.trim();
    if (given) return new Secret(given);
    if (!isNeeded) return undefined;
    if (!io.isTty)
      throw new UsageError(`Not a terminal: set ${variable} to a token of ${whose} that may enable replication.`);
    return new Secret(await io.promptHidden((ask) => ask(`${variable}, a token of ${whose} (not shown): `)));
  };
  const secondary = wiped ?? steps.find(({ kind }) => kind === 'canary')?.cluster ?? 'away';
  const primary = otherCluster(secondary);
  const primaryToken = await read('VAULT_TOKEN', callsPrimary, primary);
  const secondaryToken = await read('VAULT_SECONDARY_TOKEN', wiped !== undefined, secondary);
  const tokens = { [primary]: primaryToken, [secondary]: secondaryToken } as EnableContext['tokens'];
  const writeToken = async (cluster: ClusterName): Promise<void> => {
    const name = settings[cluster].functions['dr-operation-token-gen'];
    const call = (): Promise<Invocation> => invoke(aws.lambda(cluster, TOKEN_GEN_MS), name, {});
    const answer = await untilReady(call, { note: (text) => io.err(`Region of ${cluster}: ${text}`) });
    if (answer.kind === 'answered') return;
    const why = answer.kind === 'threw' ? `${answer.errorType}: ${answer.message}` : answer.detail;
    throw new StepError(`${name} stored no token: ${why}`, 'Fix this, then run the same command again.');
  };
  return { settings, tokens, clock: startClock(), writeToken };
}

async function runSteps(session: Session, context: EnableContext, guard: EnableGuard): Promise<void> {
  const { io, settings, paint } = session;
  let canaryArrived = false;
  for (let count = 0; count < MAX_STEPS; count += 1) {
    const world = await observe(session, context.vault, canaryArrived);
    guard.observed(world.clusters);
    const plan = planEnable(world);
    if (plan.kind === 'refuse') throw partly(settings.name, `${plan.reason}. ${plan.remedy}`);
    if (plan.kind === 'done') {
      guard.end(plan.already.join(', '));
      io.out(paint('good', `${settings.name} replicates and has its tokens.`));
      io.out(
        '  Unseal the standby nodes of the secondary with the keys of the primary: enabling the secondary sealed them.',
      );
      return;
    }
    const [step] = plan.steps;
    const what = describe(session, step);
    io.err(`${what} …`);
    await guard
      .step(step, what, () => executeEnable(context, step))
      .catch((error: unknown) => {
        if (error instanceof VaultDrError) throw partly(settings.name, error.message);
        throw error;
      });
    canaryArrived ||= step.kind === 'canary';
  }
  throw partly(settings.name, 'The clusters keep changing.');
}

const partly = (name: string, why: string): CliError =>
  new CliError(EXIT.partly, `Stopped half-way: ${why}\n  Continue with: vault-dr enable ${name}`);
