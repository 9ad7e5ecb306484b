import { until } from '../helpers/until';
import { longestOutageMs, startScene, untilWritten, type Scene } from '../local/cluster/scene';

const NODES = Number(process.env['NODES'] ?? 3);
const CLIENTS = 8200;
const CALM_WRITES = 30;

jest.setTimeout(600_000);

async function withClients(intervalSeconds: number, play: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = await startScene({ nodes: NODES, intervalSeconds });
  try {
    scene.client.start();
    await untilWritten(scene.client, CALM_WRITES);
    await play(scene);
  } finally {
    await scene.stop();
  }
}

/** The machine of the active node is gone. */
async function crash({ operator, client }: Scene): Promise<void> {
  const active = await operator.active();
  await active.kill();
  await until(() => client.outages().length > 0);
  await untilWritten(client, CALM_WRITES);
}

/** Each takes minutes: `make cluster` runs them. */
const timed = process.env['NODES'] || process.env['SLOW_TESTS'] ? it : it.skip;

// The bounds are those of the documentation, and what the health checks are made for.
describe('clients of a cluster cannot write for', () => {
  timed('at most 20 s after a crash of the active node, with checks every 5 s', () =>
    withClients(5, async (scene) => {
      await crash(scene);
      expect(longestOutageMs(scene.client)).toBeLessThanOrEqual(20_000);
    }),
  );

  timed('at most 40 s after a crash of the active node, with checks every 15 s', () =>
    withClients(15, async (scene) => {
      await crash(scene);
      expect(longestOutageMs(scene.client)).toBeLessThanOrEqual(40_000);
    }),
  );

  timed('at most 2 s while the nodes are rolled, for one change of the active node', () =>
    withClients(5, async ({ cluster, client, balancer }) => {
      await expect(cluster.group.refresh('2')).resolves.toBe('Successful');
      await untilWritten(client, CALM_WRITES);
      expect(longestOutageMs(client)).toBeLessThanOrEqual(2_000);
      const active = balancer.events.flatMap(({ listener, state, id }) =>
        listener === CLIENTS && state === 'healthy' ? [id] : [],
      );
      expect(new Set(active).size).toBe(2);
    }),
  );
});
