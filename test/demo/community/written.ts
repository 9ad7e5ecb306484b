import type { ClusterName } from '../../../functions/shared/contract';
import { seconds, toSpans, type Lane } from '../../../cli/report/timeline';
import type { Attempt, LoadClient } from '../../local/client/load-client';
import type { BaoNode } from '../../local/vault/bao-node';
import { clientLaneOf, withoutRepeats } from '../lanes';

const POLICY = 'path "secret/*" { capabilities = ["create", "update", "list"] }';

/** Mounts a secrets engine for the client of the demonstration. @returns a token that may only write there */
export async function prepareClient(node: BaoNode, rootToken: string): Promise<string> {
  const as = (body: object) => ({ token: rootToken, body });
  await node.must('POST', 'sys/mounts/secret', as({ type: 'kv', options: { version: '1' } }));
  await node.must('PUT', 'sys/policies/acl/client', as({ policy: POLICY }));
  const { auth } = await node.must(
    'POST',
    'auth/token/create',
    as({ policies: ['client'], ttl: '24h', no_parent: true }),
  );
  return (auth as { readonly client_token: string }).client_token;
}

/** The acknowledged writes of a client that a cluster does not have. */
export async function missingOn(node: BaoNode, client: LoadClient, token: string): Promise<Attempt[]> {
  const folder = (client.acknowledged[0]?.path ?? '').replace(/[^/]*$/, '');
  const answer = await node.must('LIST', folder, { token });
  const kept = new Set((answer['data'] as { readonly keys: readonly string[] }).keys.map((key) => folder + key));
  return client.acknowledged.filter(({ path }) => !kept.has(path));
}

/** Milliseconds from a moment to the first acknowledged write after it on a cluster. */
export function firstWriteAfter(client: LoadClient, at: number, isThere: (attempt: Attempt) => boolean): number {
  const times = client.acknowledged.filter(isThere).map(({ endedAt }) => endedAt);
  return Math.min(...times.filter((time) => time > at)) - at;
}

export const inSeconds = (ms: number): string => (Number.isFinite(ms) ? seconds(ms) : 'never');

/** Looks at the nodes all the time, for the lanes of a report and for what must never be. */
export class PairWatch {
  readonly #changes: Record<ClusterName, { readonly at: number; readonly status: number }[]> = { home: [], away: [] };
  readonly #parked = new Set<ClusterName>();
  readonly #restoring = new Set<ClusterName>();
  readonly #parking = new Set<ClusterName>();
  #bothActive = 0;
  #goesOn = true;
  #looking: Promise<void> = Promise.resolve();

  /** @param parked the cluster that is active and parked at first */
  constructor(
    private readonly nodes: Readonly<Record<ClusterName, BaoNode>>,
    parked?: ClusterName,
  ) {
    if (parked) this.#parked.add(parked);
  }

  /** A parked cluster serves as soon as it is active again. */
  restores(cluster: ClusterName): void {
    this.#restoring.add(cluster);
  }

  /** An old primary is parked as soon as it is active again. */
  parks(cluster: ClusterName): void {
    this.#parking.add(cluster);
  }

  start(): void {
    this.#looking = this.#look();
  }

  async stop(): Promise<void> {
    this.#goesOn = false;
    await this.#looking;
  }

  /** How often both clusters said at once that they are active. */
  get bothActive(): number {
    return this.#bothActive;
  }

  lanes(client: LoadClient, startedAt: number, durationMs: number, where: (address?: string) => ClusterName): Lane[] {
    const lane = (name: ClusterName): Lane => ({
      name,
      spans: toSpans(
        withoutRepeats(this.#changes[name].map(({ at, status }) => ({ atMs: at - startedAt, ...STATES(status) }))),
        durationMs,
      ),
    });
    return [lane('home'), lane('away'), clientLaneOf(client, startedAt, durationMs, where)];
  }

  async #look(): Promise<void> {
    while (this.#goesOn) {
      const [home, away] = await Promise.all([this.nodes.home.health(), this.nodes.away.health()]);
      const at = Date.now();
      if (home === 200 && away === 200) this.#bothActive += 1;
      this.#changes.home.push({ at, status: this.#said('home', home) });
      this.#changes.away.push({ at, status: this.#said('away', away) });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  #said(cluster: ClusterName, status: number): number {
    if (status !== 200 && this.#restoring.delete(cluster)) this.#parked.delete(cluster);
    if (status !== 200 && this.#parking.delete(cluster)) this.#parked.add(cluster);
    return status === 200 && this.#parked.has(cluster) ? PARKED : status;
  }
}

const PARKED = 1;

const STATES = (
  status: number,
): { readonly state: 'writable' | 'following' | 'changing' | 'down'; readonly label: string } => {
  switch (status) {
    case 200:
      return { state: 'writable', label: 'serves' };
    case PARKED:
      return { state: 'following', label: 'parked' };
    case 429:
      return { state: 'following', label: 'standby on a replica, or fenced' };
    case 0:
      return { state: 'down', label: 'gives no answer' };
    default:
      return { state: 'changing', label: status === 503 ? 'sealed' : 'restarts' };
  }
};
