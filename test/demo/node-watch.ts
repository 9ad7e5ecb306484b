import { toSpans, type Lane, type SpanState } from '../../cli/report/timeline';
import { until } from '../helpers/until';
import type { Scene } from '../local/cluster/scene';
import { clientLaneOf, withoutRepeats } from './lanes';

const EVERY_MS = 250;
const CLIENTS = 8200;

interface Change {
  readonly at: number;
  readonly state: SpanState;
  readonly label: string;
}

/** Looks at the nodes of a cluster all the time, for the lanes of the report. */
export class NodeWatch {
  readonly #changes = new Map<string, Change[]>();
  #timer: NodeJS.Timeout | undefined;
  #looking = 0;

  constructor(private readonly scene: Scene) {}

  start(): void {
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await until(() => this.#looking === 0);
  }

  /** One lane for each node, one for what the load balancer thinks, and one for the client. */
  lanes(startedAt: number, durationMs: number): Lane[] {
    const lane = (name: string, changes: readonly Change[]): Lane => ({
      name,
      spans: toSpans(
        withoutRepeats(changes).map(({ at, ...change }) => ({ ...change, atMs: at - startedAt })),
        durationMs,
      ),
    });
    return [
      ...[...this.#changes].map(([id, changes]) => lane(id.slice(0, 8), changes)),
      lane('for clients', this.#changesOfBalancer()),
      clientLaneOf(this.scene.client, startedAt, durationMs, () => 'the cluster'),
    ];
  }

  async #look(): Promise<void> {
    this.#looking += 1;
    const { cluster, operator } = this.scene;
    const gone = [...cluster.nodes.values()].filter((node) => !cluster.running().includes(node));
    for (const { instance } of gone) this.#record(instance.id, 'neutral', 'replaced');
    await Promise.all(
      cluster.running().map(async (node) => {
        const status = await operator.call(node, 'GET', 'sys/health').then(
          (answer) => answer.status,
          () => undefined,
        );
        this.#record(node.instance.id, ...describe(status));
      }),
    );
    this.#looking -= 1;
  }

  #record(id: string, state: SpanState, label: string): void {
    const changes = this.#changes.get(id) ?? [];
    this.#changes.set(id, [...changes, { at: Date.now(), state, label }]);
  }

  /** Which node the load balancer calls healthy for clients. */
  #changesOfBalancer(): Change[] {
    const healthy = new Set<string>();
    return this.scene.balancer.events
      .filter(({ listener }) => listener === CLIENTS)
      .map(({ at, id, state }) => {
        if (state === 'healthy') healthy.add(id);
        else healthy.delete(id);
        const ids = [...healthy].map((each) => each.slice(0, 8));
        return { at, state: 'neutral', label: ids.length === 0 ? 'fails open' : ids.join(', ') };
      });
  }
}

function describe(status: number | undefined): [SpanState, string] {
  switch (status) {
    case 200:
      return ['writable', 'active'];
    case 429:
      return ['following', 'standby'];
    case undefined:
      return ['down', 'does not answer'];
    default:
      return ['changing', 'joining'];
  }
}
