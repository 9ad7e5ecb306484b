import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import type { JsonAnswer } from '../../functions/shared/vault-client';
import type { SimRun } from './sim-run';
import type { SimWorld } from './sim-world';

/** What is known of one run. */
interface Seen {
  operationId: string | undefined;
  /** The mode that each cluster told this run last. */
  readonly modes: Partial<Record<ClusterName, unknown>>;
  /** What it changed, in order. */
  readonly effects: string[];
  readonly force: boolean;
}

/** Looks at everything that happens, and writes down each promise that is broken. */
export class Watch {
  readonly broken: string[] = [];
  readonly #runs = new Map<SimRun, Seen>();

  constructor(private readonly world: SimWorld) {}

  begins(run: SimRun, force: boolean): void {
    this.#runs.set(run, { operationId: undefined, modes: {}, effects: [], force });
  }

  saw(run: SimRun, cluster: ClusterName, path: string, { body }: JsonAnswer): void {
    if (path === 'sys/health') return;
    const data = body['data'] as { mode?: unknown } | undefined;
    this.#of(run).modes[cluster] = data?.mode;
  }

  kept(run: SimRun, input: unknown): void {
    const { Item } = input as { Item: Record<string, { S?: string }> };
    if (Item['pk']?.S === 'lease') this.#of(run).operationId = Item['operation_id']?.S;
  }

  /** Something is changed: only by who holds the lease. */
  acts(run: SimRun, effect: string): void {
    const { effects, operationId } = this.#of(run);
    effects.push(effect);
    if (run.isLate) return;
    for (const table of Object.values(this.world.tables)) {
      const holder = table.lease()?.['operation_id']?.S;
      const isOther = holder !== undefined && holder !== operationId;
      const lives = [...this.#runs].some(
        ([other, seen]) => seen.operationId === holder && !other.isDead && !other.isOver,
      );
      if (isOther && lives) this.broken.push(`two operations act at the same time (${effect})`);
    }
  }

  promotes(run: SimRun, name: ClusterName): void {
    const other = otherCluster(name);
    const { modes, force } = this.#of(run);
    const isPrimary = this.world.clusters[other].isPrimary;
    if (isPrimary && modes[other] === 'primary' && !force && !run.isLate) {
      this.broken.push(`${name} is promoted although ${other} was seen as primary`);
    }
  }

  changesName(input: unknown): void {
    const { ChangeBatch } = input as { ChangeBatch: { Changes: { ResourceRecordSet: ResourceRecordSet }[] } };
    const weights = ChangeBatch.Changes.map(({ ResourceRecordSet: set }) => [set.SetIdentifier, set.Weight] as const);
    const all = weights.filter(([, weight]) => weight === 255).map(([name]) => name as ClusterName);
    const rest = weights.filter(([, weight]) => weight === 0);
    const [active] = all;
    if (all.length !== 1 || rest.length !== 1 || active === undefined) {
      return void this.broken.push(`a change batch of ${JSON.stringify(weights)}`);
    }
    if (!this.world.clusters[active].isPrimary) this.broken.push(`the name leads to ${active}, which is no primary`);
    const other = this.world.clusters[otherCluster(active)];
    const lacks = this.world.lost(active).filter((id) => other.data.has(id));
    if (!this.world.mayLose && lacks.length > 0)
      this.broken.push(`the name leads to ${active}, which lacks ${lacks.length} writes`);
  }

  /** An error that was thrown says that nothing was changed. */
  refused(run: SimRun): void {
    const { effects } = this.#of(run);
    const changed = effects.filter((effect) => /^(demote|promote|link|switch)/.test(effect));
    if (changed.length > 0) this.broken.push(`an error was thrown after ${changed.join(', ')}`);
  }

  says(text: string): void {
    if (/hvb\.|wrapped/.test(text)) this.broken.push(`a secret was told: ${text.slice(0, 200)}`);
  }

  #of(run: SimRun): Seen {
    const seen = this.#runs.get(run);
    if (!seen) throw new Error('a run that never began');
    return seen;
  }
}
