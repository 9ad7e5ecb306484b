import type { EngineDependencies } from '../../dr-operations/engine';
import { runOperation } from '../../dr-operations/engine';
import type { OperationRequest } from '../../dr-operations/event';
import { AUTOMATIC_TARGET } from '../../dr-operations/automatic/consent';
import { decide, type Decision, type Sight } from '../../dr-operations/automatic/decide';
import { HINDRANCES, hindranceOf, lossHindrance } from '../../dr-operations/automatic/permission';
import type { WatcherRow } from '../../dr-operations/automatic/rows';
import { receivedBy, serviceState, type ServiceLook } from '../../dr-operations/automatic/service';
import type { FailoverSettings } from '../../dr-operations/automatic/settings';
import { readState } from '../../dr-operations/automatic/state';
import { doesStsAnswer } from '../../dr-operations/automatic/sts';
import { Watcher } from '../../dr-operations/automatic/watcher';
import { upCluster } from '../../dr-operations/plan/facts';
import { needsOf, type Plan } from '../../dr-operations/steps';
import { observeCluster } from '../../shared/cluster-observation';
import { otherCluster, type ClusterName } from '../../shared/contract';

/** The failover that the watcher of away asks for. */
export type AutomaticFailover = OperationRequest & { readonly automatic: NonNullable<OperationRequest['automatic']> };

/** Asks the Lambda `dr-operations` of the same region for an operation. */
export type Ask = (request: OperationRequest) => Promise<void>;

export interface LookoutOptions {
  readonly dependencies: EngineDependencies;
  /** The cluster of the region of this watcher. */
  readonly cluster: ClusterName;
  readonly settings: FailoverSettings;
  readonly ask: Ask;
}

/** What one look has led to. */
export interface LookoutReport {
  readonly decision: Decision;
  /** Why nothing was asked for, although the watchers agree. */
  readonly hindrance?: string;
  readonly asked: boolean;
  /** Watchers of other regions whose row does not change. */
  readonly silentWatchers: number;
}

const UNWRITTEN: Decision = {
  kind: 'never',
  case: 'unclear',
  reason: 'this watcher cannot write its row',
  isAlarming: true,
};
/** Time for a dry run. It changes nothing, so it needs none for undoing. */
const DRY_RUN_MS = 60_000;

/** The watcher of a cluster's region. The one of away also decides, and asks for a failover. */
export class Lookout {
  readonly #watcher: Watcher;

  constructor(private readonly options: LookoutOptions) {
    const { dependencies, cluster } = options;
    const { aws, config, clock } = dependencies;
    const { homeSts } = aws;
    this.#watcher = new Watcher({
      self: cluster,
      tables: aws.tables,
      tableName: config.journalTable,
      doesStsAnswer: () => (homeSts ? doesStsAnswer(homeSts) : Promise.resolve(true)),
      clock,
    });
  }

  /** Looks once, and writes the row. @returns `undefined` if this watcher does not decide */
  async look(): Promise<LookoutReport | undefined> {
    const seen = await this.#watcher.look(() => this.#service());
    if (this.options.cluster !== AUTOMATIC_TARGET) return undefined;
    if (seen === undefined) return { decision: UNWRITTEN, asked: false, silentWatchers: 0 };
    const silentWatchers = [seen.home, seen.witness].filter(({ kind }) => kind !== 'fresh').length;
    const decision = decide(seen, this.options.settings.afterSeconds * 1000);
    if (decision.kind !== 'failover') return { decision, asked: false, silentWatchers };
    const request = requestOf(seen, decision);
    const hindrance = (await this.#permission(seen.row)) ?? (await this.#refusal(request));
    if (hindrance !== undefined) return { decision, hindrance, asked: false, silentWatchers };
    await this.options.ask(request);
    return { decision, asked: true, silentWatchers };
  }

  async #service(): Promise<ServiceLook> {
    const { dependencies, cluster } = this.options;
    const { vault, config } = dependencies;
    const lookAt = (name: ClusterName): ReturnType<typeof observeCluster> =>
      observeCluster(vault[name], config.vault.probeTimeoutMs);
    if (cluster === 'home') return { is: serviceState(await lookAt('home')) };
    const [home, away] = await Promise.all([lookAt('home'), lookAt('away')]);
    const own = upCluster(away);
    const is = serviceState(home);
    // Only a secondary can take over, and only then home is missed.
    if (is === 'down' && own?.mode !== 'secondary') return { is: 'unclear' };
    return { is, received: receivedBy(own) };
  }

  async #permission(row: WatcherRow): Promise<string | undefined> {
    const { settings, dependencies } = this.options;
    const { aws, config, clock } = dependencies;
    const state = await readState(aws.tables, config.journalTable);
    const { coolDownSeconds = 0 } = config.automatic ?? {};
    const hindrance =
      hindranceOf('failover', state, { now: clock.now(), coolDownSeconds }) ??
      lossHindrance(row.lossSeconds, settings.maxLossSeconds);
    return hindrance && HINDRANCES[hindrance];
  }

  /** Why the engine would refuse it. */
  async #refusal(request: OperationRequest): Promise<string | undefined> {
    const { plan } = await runOperation(this.options.dependencies, { ...request, dryRun: true }, DRY_RUN_MS);
    return plan && refusalOf(plan);
  }
}

function refusalOf(plan: Plan): string | undefined {
  switch (plan.kind) {
    case 'refuse':
      return [plan.reason, ...needsOf(plan).map((need) => `needs --accept ${need}`)].join(', ');
    case 'done':
      return plan.reason;
    case 'act': {
      const takesRole = plan.rounds
        .flat()
        .some(({ kind, cluster }) => kind === 'demote' && cluster === otherCluster(AUTOMATIC_TARGET));
      return takesRole ? 'home answers as primary' : undefined;
    }
  }
}

function requestOf({ home, witness }: Sight, { reason }: Decision): AutomaticFailover {
  return {
    operation: 'failover',
    to: AUTOMATIC_TARGET,
    dryRun: false,
    accept: [],
    reason,
    actor: AUTOMATIC_ACTOR,
    automatic: {
      beats: {
        ...(home.kind === 'fresh' && { home: home.row.beat }),
        ...(witness.kind === 'fresh' && { witness: witness.row.beat }),
      },
    },
  };
}

/** Who asks, for the journal. */
export const AUTOMATIC_ACTOR = 'automatic';
