import { seconds, type Timeline, type TimelineEvent } from '../../cli/report/timeline';
import { until } from '../helpers/until';
import { longestOutageMs, startScene, untilWritten, type Scene } from '../local/cluster/scene';
import { NodeWatch } from './node-watch';
import { Notebook } from './notebook';

const NODES = 3;
const CALM_WRITES = 20;
/** AWS keeps the connections of a node that leaves for 15 s. Here it is less, so that the demonstration is short. */
const DEREGISTRATION_SECONDS = 3;
/** Bounds that docs/cluster.md gives. */
const CRASH_MS = 20_000;
const CHANGE_MS = 2_000;

/** Forms a cluster from rendered user data, kills its leader and rolls it, while a client writes through the load balancer. */
export async function playCluster(tell: (event: TimelineEvent) => void): Promise<Timeline> {
  const startedAt = Date.now();
  const scene = await startScene({ nodes: NODES, deregistrationSeconds: DEREGISTRATION_SECONDS });
  const story = new ClusterStory(scene, new Notebook(tell, startedAt));
  try {
    return await story.play();
  } finally {
    await scene.stop();
  }
}

class ClusterStory {
  readonly #watch: NodeWatch;

  constructor(
    private readonly scene: Scene,
    private readonly book: Notebook,
  ) {
    this.#watch = new NodeWatch(scene);
  }

  async play(): Promise<Timeline> {
    let sentence = 'The story did not come to its end.';
    this.book.note(`${NODES} nodes ran their user data, found each other and form a cluster`);
    this.#watch.start();
    try {
      sentence = await this.#tellAll();
    } catch (error) {
      // The report still shows what happened until then.
      this.book.figure('the demonstration ended as planned', error instanceof Error ? error.message : 'no', false);
    } finally {
      await this.#watch.stop();
      await this.scene.client.stop();
    }
    const durationMs = Date.now() - this.book.startedAt;
    return {
      title: 'A cluster: its leader is killed, and its nodes are rolled',
      sentence,
      place: 'the local world',
      startedAt: new Date(this.book.startedAt).toISOString(),
      durationMs,
      lanes: this.#watch.lanes(this.book.startedAt, durationMs),
      events: this.book.events,
      figures: this.book.figures,
    };
  }

  async #tellAll(): Promise<string> {
    const { client, cluster, operator } = this.scene;
    this.book.figure('nodes launched, and a cluster formed', seconds(Date.now() - this.book.startedAt), true);
    client.start();
    this.book.note('a client writes ten times a second through the load balancer');
    await untilWritten(client, CALM_WRITES);

    const killedAt = Date.now();
    const active = await operator.active();
    process.kill(active.services.pid('vault') ?? 0, 'SIGKILL');
    this.book.note(`kill -9 of the leader, ${active.instance.id}`);
    await until(() => longestOutageMs(client, killedAt) > 0, 'the client has noticed nothing');
    await untilWritten(client, CALM_WRITES);
    this.book.note(`${(await operator.active()).instance.id} is the leader, and the client is served again`);
    const crashMs = longestOutageMs(client, killedAt);
    this.book.figure('client could not write after the kill', seconds(crashMs), crashMs <= CRASH_MS, 'at most 20 s');
    await operator.complete();
    this.book.note('the killed node is a healthy voter again');

    const rolledAt = Date.now();
    this.book.note('a new version of the launch template: the group replaces every node');
    const result = await cluster.group.refresh('2');
    await untilWritten(client, CALM_WRITES);
    await operator.complete();
    this.book.note(`the roll: ${result}`);
    const rollMs = longestOutageMs(client, rolledAt);
    const isRolled = cluster.group.instances().every(({ version }) => version === '2');
    this.book.figure('every node is new', isRolled ? 'yes' : 'no', isRolled);
    this.book.figure('the roll took', seconds(Date.now() - rolledAt), result === 'Successful');
    this.book.figure('  client could not write at a time', seconds(rollMs), rollMs <= CHANGE_MS, 'at most 2 s');
    await client.stop();

    const lost = await this.#lostWrites();
    this.book.figure('acknowledged writes', String(client.acknowledged.length), true);
    this.book.figure('  of them lost', String(lost), lost === 0, '0');
    const secrets = (cluster.log().match(/\b(hvs|s)\.[A-Za-z0-9_-]{20,}/g) ?? []).length;
    this.book.figure('tokens in the logs of the nodes', String(secrets), secrets === 0, '0');
    return [
      `The leader was killed, and the client could not write for ${seconds(crashMs)}.`,
      `Then every node was replaced, and it could not write for at most ${seconds(rollMs)} at a time.`,
      lost === 0 ? 'No acknowledged write was lost.' : `${lost} acknowledged writes were lost.`,
    ].join(' ');
  }

  /** How many of the acknowledged writes the cluster does not have. */
  async #lostWrites(): Promise<number> {
    const { client, operator } = this.scene;
    const written = client.acknowledged.map(({ path }) => path);
    const folder = (written[0] ?? '').replace(/[^/]*$/, '');
    const { data } = await operator.ask('LIST', folder);
    const kept = new Set((data as { readonly keys: readonly string[] }).keys.map((key) => folder + key));
    return written.filter((path) => !kept.has(path)).length;
  }
}
