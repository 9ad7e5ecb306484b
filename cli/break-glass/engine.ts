import type { EngineDependencies } from '../../functions/dr-operations/engine';
import { parseOperationEvent, type OperationRequest } from '../../functions/dr-operations/event';
import type { OperationResult, StepReport } from '../../functions/dr-operations/result';
import type { MoveNameByHand } from '../../functions/dr-operations/world';
import { startClock, type Clock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { PlanRefusedError, VaultDrError } from '../../functions/shared/errors';
import { closeVaultClients, openVaultClients, type VaultClients } from '../../functions/shared/vault-config';
import { engineConfig } from '../operations/engine-config';
import { runInProcess, toProgress } from '../operations/local-engine';
import { DRY_RUN_MS, type EngineWording, type OperationEngine } from '../operations/operation-engine';
import type { OperationRun, OperatorRequest } from '../operations/request';
import { outcomeOfError, type RunOutcome } from '../operations/run-outcome';
import { moveNameCommands } from '../render/calls';
import { commandLine } from '../render/command-line';
import { planIn, roundsOf } from '../render/plan';
import { startProgress } from '../render/progress';
import type { Session } from '../session';
import { interruptibleClock } from './interruptible-clock';
import type { ShareHolders } from './make-token';
import { breakGlassCalls, tokensNeededBy } from './planned-calls';
import { readPreparedToken } from './prepared-token';
import { relink } from './relink';
import { ShareCredentials } from './share-credentials';
import { promptForSharesAhead, readVaultToken, withSharePrompts } from './share-prompts';

/** Options of `vault-dr break-glass`. */
export interface BreakGlassOptions {
  readonly keyFile?: readonly string[];
  /** Time limit of one operation, seconds. */
  readonly timeout?: number;
  readonly withoutLease?: boolean;
  readonly moveNameByHand?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

const DENIED_REMEDY =
  'A call to a primary carries VAULT_TOKEN: set it to a root or batch token that may use sys/replication/dr/primary/*. ' +
  'A call to a secondary carries an operation token from key shares: the same command makes a new one.';

/** A cluster that changes its role settles within seconds. */
const SETTLE_PAUSE_MS = 1_000;
const MAX_SETTLE_ROUNDS = 20;

/** Whether a plan has no other steps than waiting until a cluster reports its role. */
export function onlySettles(outcome: RunOutcome): boolean {
  const steps = roundsOf(planIn(outcome)).flat();
  return steps.length > 0 && steps.every(({ kind }) => kind === 'settle');
}

/**
 * The engine of the Lambda in this process, with operation tokens from key shares. Needs neither a Lambda nor a stored
 * operation token. Plan, lease and journal are the same.
 */
export class BreakGlassEngine implements OperationEngine {
  /** The plan shows which tokens have to be generated before the operation starts. */
  readonly needsPlan = true;
  readonly wording: EngineWording;
  readonly credentials: ShareCredentials;
  readonly #vault: VaultClients;
  /** Stops at the next pause after Ctrl-C; the second Ctrl-C ends the process. */
  readonly #clock: Clock;
  readonly #interrupt = new AbortController();
  readonly #stopListening: () => void;

  constructor(
    private readonly session: Session<BreakGlassOptions>,
    private readonly holders: ShareHolders,
    /** Cluster whose region's lease table decides. */
    private readonly via: ClusterName,
  ) {
    const { settings, io } = session;
    this.#vault = openVaultClients({ ...engineConfig(settings, via).vault, deniedRemedy: DENIED_REMEDY });
    this.#clock = interruptibleClock(startClock(), this.#interrupt.signal);
    this.credentials = new ShareCredentials({
      vault: this.#vault,
      holders,
      clock: this.#clock,
      readPrepared: (cluster) => readPreparedToken(session, cluster, this.#clock),
    });
    this.wording = {
      commandOf: (request) => breakGlassCommand(session, request),
      callsOf: (plan, before) => breakGlassCalls(settings, plan, before),
      tokenNote:
        'Calls to a primary carry VAULT_TOKEN as X-Vault-Token; calls to a secondary carry its token in the body.',
      questionSuffix: ', with key shares',
    };
    const stop = io.onInterrupt(() => {
      io.err('Stopping at the next pause. Press Ctrl-C again to exit at once.');
      this.#interrupt.abort();
      stop();
    });
    this.#stopListening = stop;
  }

  /** Plans as soon as each cluster reports its role, or after some seconds if one does not. */
  async plan({ parsed }: OperationRun): Promise<RunOutcome> {
    const options = { via: this.via, budgetMs: DRY_RUN_MS, special: this.#special(() => undefined) };
    for (let round = 1; ; round += 1) {
      const outcome = await runInProcess(this.session, { ...parsed, dryRun: true }, options);
      if (!onlySettles(outcome) || round === MAX_SETTLE_ROUNDS) return outcome;
      await this.#clock.wait(SETTLE_PAUSE_MS);
    }
  }

  /** Generates the first token, runs the operation, and retries a link that failed. */
  async run(run: OperationRun, planned?: RunOutcome): Promise<RunOutcome> {
    try {
      // A terminal that is lost after the last key share must not end it. A prompt of a lost terminal ends by itself.
      return await this.session.io.runToEnd(async () => {
        const lacking = planned?.kind === 'result' ? await this.#prepare(planned.result, run.parsed) : undefined;
        return lacking ?? (await this.session.io.runToEnd(() => this.#runAndRelink(run), ['SIGTERM']));
      }, ['SIGHUP']);
    } catch (error) {
      const outcome = error instanceof VaultDrError ? outcomeOfError(error.name, error.message) : undefined;
      if (outcome) return outcome;
      throw error;
    }
  }

  close(): void {
    this.#stopListening();
    closeVaultClients(this.#vault);
  }

  /** Prompts for tokens and shares before the operation takes the lease, because people may take minutes. */
  async #prepare({ plan, before }: OperationResult, { operation }: OperationRequest): Promise<RunOutcome | undefined> {
    const { credentials, holders } = this;
    const { io } = this.session;
    const needed = tokensNeededBy(plan);
    credentials.vaultToken ??= await readVaultToken(io, needed.vaultToken);
    // A failover goes on without it: the demotion is tried for the case that the old primary answers.
    if (needed.vaultToken && !credentials.vaultToken && operation !== 'failover') return noVaultToken(operation);
    const [first] = needed.operationTokens;
    if (first === undefined) return undefined;
    await withSharePrompts(io, holders, () =>
      before[first].role === 'secondary'
        ? credentials.prepare(first)
        : promptForSharesAhead(this.#vault[first], holders),
    );
    return undefined;
  }

  async #runAndRelink({ parsed }: OperationRun): Promise<RunOutcome> {
    const { operation, accept, reason, actor } = parsed;
    // A link discards what the operator accepted for the rejoin.
    const discards = operation === 'rejoin' && accept.includes('loss');
    return relink(await this.#runOnce(parsed), {
      link: (to) =>
        this.#runOnce(
          parseOperationEvent({
            operation: 'link',
            to,
            actor,
            ...(reason !== undefined && { reason }),
            ...(discards && { accept: ['loss'] }),
          }),
        ),
      tell: (text) => this.session.io.err(text),
      clock: this.#clock,
    });
  }

  async #runOnce(request: OperationRequest): Promise<RunOutcome> {
    const { io, options, settings, paint } = this.session;
    const budgetMs = (options.timeout ?? settings.operationTimeoutSeconds) * 1000;
    const steps: StepReport[] = [];
    const progress = startProgress(io, paint);
    const onProgress = toProgress(progress, steps);
    const special = this.#special((active) => progress.note(this.#moveNameText(active)));
    try {
      return await runInProcess(this.session, request, { via: this.via, budgetMs, onProgress, special });
    } finally {
      progress.end();
    }
  }

  /** @param moveName called instead of Route 53 with `--move-name-by-hand` */
  #special(moveName: MoveNameByHand): Partial<EngineDependencies> {
    const { withoutLease, moveNameByHand } = this.session.options;
    return {
      vault: this.#vault,
      clock: this.#clock,
      // Tokens from key shares do not expire.
      readCredentials: () => Promise.resolve({ credentials: this.credentials, expiresAt: Infinity }),
      ...(withoutLease && { goesWithoutLease: true }),
      ...(moveNameByHand && { moveNameByHand: moveName }),
    };
  }

  #moveNameText(active: ClusterName): string {
    const { settings } = this.session;
    return [
      `${active} has been promoted. Move ${settings.clientName} to ${active} now:`,
      ...moveNameCommands(settings, active).map((command) => `  ${command}`),
    ].join('\n');
  }
}

const noVaultToken = (operation: string): RunOutcome => ({
  kind: 'refused',
  errorType: PlanRefusedError.name,
  message:
    `VAULT_TOKEN is not set, and ${operation} demotes or links at a primary, which takes a token. Set it to a root or ` +
    'batch token that may use sys/replication/dr/primary/*, then run the same command again.',
  needs: [],
});

/** The command line for a request, with the options of this one. It names key files, and never contains a share. */
function breakGlassCommand({ settings, options }: Session<BreakGlassOptions>, request: OperatorRequest): string {
  // break-glass has no switchover.
  if (request.operation === 'switchover') return commandLine(settings, request);
  const flags = [
    ...(options.keyFile ?? []).map((file) => `--key-file ${file}`),
    ...(options.withoutLease ? ['--without-lease'] : []),
    ...(options.moveNameByHand ? ['--move-name-by-hand'] : []),
  ];
  return commandLine(settings, request, ...flags).replace('vault-dr ', 'vault-dr break-glass ');
}
