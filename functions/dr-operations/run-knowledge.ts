import type { Deadline } from '../shared/clock';
import type { EngineDependencies } from './engine';
import { DECISIVE_PROBES } from './evidence';
import type { OperationRequest } from './event';
import type { StepResult } from './execute/context';
import type { Lease } from './lease';
import type { Observation } from './observe';
import { plan } from './plan';
import { withoutWhatDidNotHold } from './plan/facts';
import type { Plan, Step } from './steps';
import type { World } from './world';

/** What keeps a run apart from others. */
export interface RunGuard {
  readonly deadline: Deadline;
  /** `none`: the operator allowed to continue without a lease. @default - a dry run, which locks nothing */
  readonly lease?: Lease | 'none';
}

/** What a run knows: the world as first observed, the looks since, and what its own steps found out. */
export class RunKnowledge {
  readonly before: World;
  #world: World;

  constructor(
    private readonly dependencies: Pick<EngineDependencies, 'aws' | 'clock' | 'config'>,
    private readonly request: OperationRequest,
    private readonly guard: RunGuard,
    private readonly observation: Observation,
  ) {
    this.before = observation.world;
    this.#world = observation.world;
  }

  get world(): World {
    return this.#world;
  }

  /** Plans with the newest looks. */
  plan(): Plan {
    const { aws, clock, config } = this.dependencies;
    const { lease, deadline } = this.guard;
    const clusters = this.observation.evidence.clusters();
    this.#world = {
      ...this.#world,
      now: clock.now(),
      clusters,
      run: withoutWhatDidNotHold({ run: this.#world.run, clusters }),
      ...(lease !== undefined && {
        lease: lease === 'none' ? 'none' : lease.coverage,
        hasWitness: aws.tables.witness !== undefined,
        remainingMs: deadline.remainingMs(),
      }),
    };
    return plan(this.request, this.#world, config);
  }

  /** Adds what a step found out. */
  add({ run, promotion, records }: StepResult): void {
    this.#world = {
      ...this.#world,
      ...(records && { records }),
      ...(promotion && { promotion }),
      run: { ...this.#world.run, ...run },
    };
  }

  /** Whether the looks are fresh. If not, looks again, so that the next plan relies on fresh ones. */
  async isFresh(): Promise<boolean> {
    const { evidence } = this.observation;
    if (evidence.isFresh) return true;
    await evidence.lookAtBoth(DECISIVE_PROBES);
    return false;
  }

  /**
   * Whether a step may make its change now: the lease is held, the looks are fresh, and a new plan still begins with it.
   *
   * @throws LeaseError
   */
  async allows(step: Step): Promise<boolean> {
    await this.ensureLease();
    if (!(await this.isFresh())) await this.ensureLease();
    const planned = this.plan();
    return (
      planned.kind === 'act' &&
      planned.rounds[0].some(({ kind, cluster }) => kind === step.kind && cluster === step.cluster)
    );
  }

  /** @throws LeaseError */
  async ensureLease(): Promise<void> {
    const { lease } = this.guard;
    if (lease !== undefined && lease !== 'none') await lease.ensureHeld();
  }
}
