import { startClock } from '../../functions/shared/clock';
import { observeCluster } from '../../functions/shared/cluster-observation';
import { CLUSTER_NAMES, otherCluster, type ClusterName } from '../../functions/shared/contract';
import { StepError, VaultDrError } from '../../functions/shared/errors';
import { Secret } from '../../functions/shared/secret';
import { closeVaultClients, openVaultClients, type VaultClients } from '../../functions/shared/vault-config';
import { CliError, EXIT, UsageError } from '../exit-codes';
import { invoke } from '../operations/invoke';
import { engineConfig, localStatus } from '../operations/local';
import type { Session } from '../session';
import { executeEnable, type EnableContext } from './execute';
import { EnableGuard } from './guard';
import { planEnable, type EnablePlan, type EnableStep, type EnableWorld } from './plan';

export interface EnableOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  /** Name of the cluster that may be wiped. */
  readonly wipe?: ClusterName;
}

const TOKEN_GEN_MS = 40_000;
/** More than any plan needs. */
const MOST_ROUNDS = 12;

/** Brings two fresh clusters to a pair that replicates and has its operation tokens. Safe to repeat. */
export async function enable(session: Session<EnableOptions>): Promise<void> {
  const { io, options, settings } = session;
  const vault = openVaultClients(engineConfig(settings, 'home').vault);
  try {
    const plan = planEnable(await observe(session, vault, false));
    tellAlready(session, plan);
    if (plan.kind === 'refuse')
      throw new CliError(EXIT.refused, `Refused, nothing was changed. ${plan.reason}. ${plan.lift}`);
    if (plan.kind === 'done') return io.out(`Nothing to do: ${settings.name} replicates and has its tokens.`);
    io.out(`To do:\n${plan.steps.map((step, index) => `  ${index + 1}. ${describe(session, step)}`).join('\n')}`);
    if (options.dryRun) return;
    await agree(session, plan.steps);
    const context = { ...(await readTokens(session, plan.steps)), vault };
    await EnableGuard.hold(session, (guard) => untilDone(session, context, guard));
  } finally {
    closeVaultClients(vault);
  }
}

async function observe(session: Session, vault: VaultClients, canaryArrived: boolean): Promise<EnableWorld> {
  const { probeTimeoutMs } = engineConfig(session.settings, 'home').vault;
  const [home, away, ...tokens] = await Promise.all([
    observeCluster(vault.home, probeTimeoutMs),
    observeCluster(vault.away, probeTimeoutMs),
    ...CLUSTER_NAMES.map(async (region) => (await localStatus(session, region)).tokenExpiresAt),
  ]);
  const [homeToken, awayToken] = tokens.map((expiresAt) => (expiresAt === undefined ? 'missing' : 'usable'));
  return {
    clusters: { home, away },
    tokens: { home: homeToken ?? 'missing', away: awayToken ?? 'missing' },
    canaryArrived,
  };
}

function tellAlready({ io, paint }: Session, plan: EnablePlan): void {
  if (plan.kind === 'refuse') return;
  for (const words of plan.already) io.out(`${paint('good', 'Already so:')} ${words}.`);
}

const describe = ({ settings }: Session, { kind, cluster }: EnableStep): string =>
  ({
    'enable-primary': `enable DR replication on ${cluster} (${settings[cluster].address}) as primary`,
    'enable-secondary': `make ${cluster} (${settings[cluster].address}) a secondary of ${otherCluster(cluster)}: THIS WIPES IT`,
    'await-stream': `wait until ${cluster} has copied everything (stream-wals)`,
    canary: `write on ${otherCluster(cluster)}, and see that it arrives at ${cluster}`,
    'first-token': `have the first operation token written in ${cluster}'s region (${settings[cluster].region})`,
  })[kind];

/** A wipe takes the cluster's name, typed; nothing else stands in for it. @throws CliError */
async function agree(session: Session<EnableOptions>, steps: readonly EnableStep[]): Promise<void> {
  const { io, options, settings } = session;
  const wiped = steps.find(({ kind }) => kind === 'enable-secondary')?.cluster;
  if (wiped === undefined ? options.yes : options.wipe === wiped) return;
  if (!io.isTty) {
    throw new UsageError(
      wiped === undefined ? 'Nobody is here to say yes: give --yes.' : `${wiped} will be wiped: give --wipe ${wiped}.`,
    );
  }
  const question =
    wiped === undefined
      ? 'Go on? [y/N] '
      : `Everything on ${wiped} (${settings[wiped].address}) will be lost. Type its name to go on: `;
  const answer = await io.ask(question);
  if (wiped === undefined ? /^y(es)?$/i.test(answer) : answer === wiped) return;
  throw new CliError(EXIT.failed, 'Nothing was changed.');
}

/** Tokens of both clusters, as far as the steps take them. */
async function readTokens(
  { io, settings, aws }: Session,
  steps: readonly EnableStep[],
): Promise<Omit<EnableContext, 'vault'>> {
  const wiped = steps.find(({ kind }) => kind === 'enable-secondary')?.cluster;
  const asksPrimary = steps.some(({ kind }) => kind !== 'first-token' && kind !== 'await-stream');
  const read = async (variable: string, isNeeded: boolean, whose: string): Promise<Secret | undefined> => {
    const given = io.env[variable]?.trim();
    if (given) return new Secret(given);
    if (!isNeeded) return undefined;
    if (!io.isTty) throw new UsageError(`Set ${variable} to a token of ${whose} that may enable replication.`);
    return new Secret(await io.secretly((ask) => ask(`${variable}, a token of ${whose} (nothing is shown): `)));
  };
  const secondary = wiped ?? steps.find(({ kind }) => kind === 'canary')?.cluster ?? 'away';
  const primary = otherCluster(secondary);
  const primaryToken = await read('VAULT_TOKEN', asksPrimary, primary);
  const secondaryToken = await read('VAULT_SECONDARY_TOKEN', wiped !== undefined, secondary);
  const tokens = { [primary]: primaryToken, [secondary]: secondaryToken } as EnableContext['tokens'];
  const writeToken = async (region: ClusterName): Promise<void> => {
    const name = settings[region].functions['dr-operation-token-gen'];
    const answer = await invoke(aws.lambda(region, TOKEN_GEN_MS), name, {});
    if (answer.kind === 'answered') return;
    const why = answer.kind === 'threw' ? `${answer.errorType}: ${answer.message}` : answer.detail;
    throw new StepError(`${name} wrote no token: ${why}`, 'Mend that; the same command carries on.');
  };
  return { settings, tokens, clock: startClock(), writeToken };
}

async function untilDone(session: Session, context: EnableContext, guard: EnableGuard): Promise<void> {
  const { io, settings, paint } = session;
  let canaryArrived = false;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const world = await observe(session, context.vault, canaryArrived);
    guard.seen(world.clusters);
    const plan = planEnable(world);
    if (plan.kind === 'refuse') throw partly(settings.name, `${plan.reason}. ${plan.lift}`);
    if (plan.kind === 'done') {
      guard.end(plan.already.join(', '));
      io.out(paint('good', `${settings.name} replicates and has its tokens.`));
      io.out(
        "  Unseal the secondary's standby nodes with the primary's keys: they sealed themselves when it was enabled.",
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
  throw partly(settings.name, 'The clusters change faster than they can be dealt with.');
}

const partly = (name: string, why: string): CliError =>
  new CliError(EXIT.partly, `Stopped half-way: ${why}\n  Carry on with: vault-dr enable ${name}`);
