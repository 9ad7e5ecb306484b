import type { DrOperationsEvent } from '../../functions/dr-operations/contract';
import type { EngineDependencies } from '../../functions/dr-operations/engine';
import type { StepReport } from '../../functions/dr-operations/result';
import type { MoveNameByHand } from '../../functions/dr-operations/world';
import { startClock, type Clock } from '../../functions/shared/clock';
import type { ClusterName } from '../../functions/shared/contract';
import { closeVaultClients, openVaultClients, type VaultClients } from '../../functions/shared/vault-config';
import { runEngine, toProgress } from '../operations/by-engine';
import type { Ending } from '../operations/ending';
import { engineConfig } from '../operations/local';
import type { OperationRun } from '../operations/request';
import { moveNameCommands } from '../render/by-hand';
import { stagesOf } from '../render/plan';
import { startProgress } from '../render/progress';
import type { Session } from '../session';
import { interruptible } from './interruptible';
import type { ShareHolders } from './make-token';
import { ShareCredentials } from './share-credentials';

/** What an operator says of the disaster. */
export interface GlassOptions {
  /** Longest duration of one operation, seconds. */
  readonly timeout?: number;
  readonly withoutLease?: boolean;
  readonly moveNameByHand?: boolean;
}

const DRY_RUN_MS = 15_000;
/** A cluster between two roles settles within seconds. */
const LOOK_MS = 1_000;
const MOST_LOOKS = 20;

/** Whether a plan does nothing yet but wait for a cluster to say what it is. */
export function isBetweenRoles(ending: Ending): boolean {
  const steps = stagesOf(ending.kind === 'result' ? ending.result.plan : undefined).flat();
  return steps.length > 0 && steps.every(({ kind }) => kind === 'settle');
}

/** The Lambda's engine in this process, with credentials out of key shares. */
export class Glass {
  readonly vault: VaultClients;
  readonly credentials: ShareCredentials;
  /** Stops at the next pause when Ctrl-C is pressed; pressed again, it ends the process. */
  readonly clock: Clock;
  readonly #interrupt = new AbortController();
  readonly #stopListening: () => void;

  constructor(
    private readonly session: Session<GlassOptions>,
    /** Region whose lease table decides. */
    private readonly via: ClusterName,
    holders: ShareHolders,
  ) {
    this.vault = openVaultClients(engineConfig(session.settings, via).vault);
    this.clock = interruptible(startClock(), this.#interrupt.signal);
    this.credentials = new ShareCredentials({ vault: this.vault, holders, clock: this.clock });
    const stop = session.io.onInterrupt(() => {
      session.io.err('Stopping at the next pause; press Ctrl-C again to end at once.');
      this.#interrupt.abort();
      stop();
    });
    this.#stopListening = stop;
  }

  plan({ event }: OperationRun): Promise<Ending> {
    const special = this.#special(() => undefined);
    return runEngine(this.session, { ...event, dryRun: true }, { via: this.via, budgetMs: DRY_RUN_MS, special });
  }

  /** Plans once each cluster says what it is, or does not after all. */
  async planSettled(run: OperationRun): Promise<Ending> {
    for (let looks = 1; ; looks += 1) {
      const ending = await this.plan(run);
      if (!isBetweenRoles(ending) || looks === MOST_LOOKS) return ending;
      await this.clock.wait(LOOK_MS);
    }
  }

  /** Runs an operation to its end and shows how it goes on. */
  async run({ event }: { readonly event: DrOperationsEvent }): Promise<Ending> {
    const { io, options, settings, paint } = this.session;
    const budgetMs = (options.timeout ?? settings.operationTimeoutSeconds) * 1000;
    const steps: StepReport[] = [];
    const progress = startProgress(io, paint);
    const log = toProgress(progress, steps);
    const special = this.#special((active) => progress.note(this.#moveNameText(active)));
    try {
      return await runEngine(this.session, event, { via: this.via, budgetMs, log, special });
    } finally {
      progress.end();
    }
  }

  close(): void {
    this.#stopListening();
    closeVaultClients(this.vault);
  }

  /** @param moveName where the operator moves the name: tells him to */
  #special(moveName: MoveNameByHand): Partial<EngineDependencies> {
    const { withoutLease, moveNameByHand } = this.session.options;
    return {
      clock: this.clock,
      // The tokens that key shares make have no end.
      readCredentials: () => Promise.resolve({ credentials: this.credentials, expiresAt: Infinity }),
      ...(withoutLease && { goesWithoutLease: true }),
      ...(moveNameByHand && { moveNameByHand: moveName }),
    };
  }

  #moveNameText(active: ClusterName): string {
    const { settings } = this.session;
    return [
      `${active} has been promoted. Now give ${settings.clientName} to ${active}, by hand:`,
      ...moveNameCommands(settings, active).map((command) => `  ${command}`),
    ].join('\n');
  }
}
