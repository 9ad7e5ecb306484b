import { ask } from '../ask';
import { answerLook } from '../sim-status';
import type { SimWorld } from '../sim-world';
import type { Begin, Story } from './story';

const REJOIN = ask('rejoin');
/** Moments at which a rejoin looks, revokes the token of the rejoin before it, issues its own and uses it. */
const MOMENTS_MS = Array.from({ length: 20 }, (_, i) => i);
const SECOND_MS = 400;
const DNS_SWITCH = ask('dns-switch');
/** The second operation links as well, or takes the lease and changes nothing. */
const CASES = [
  { second: REJOIN, stopsClock: false, isTokenSeen: true },
  { second: REJOIN, stopsClock: true, isTokenSeen: true },
  { second: DNS_SWITCH, stopsClock: false, isTokenSeen: true },
  { second: DNS_SWITCH, stopsClock: false, isTokenSeen: false },
];

export const story: Story = {
  name: 'a process that was paused between two calls of a link does not go on while another operation acts',
  tell: async (begin) => {
    for (const { second, stopsClock, isTokenSeen } of CASES) {
      for (const afterMs of MOMENTS_MS) {
        const world = await failToLink(begin);
        if (!isTokenSeen) hideToken(world);
        await world.operate(REJOIN, {
          meanwhile: [
            { afterMs, happen: (run) => run.pause(10_000, stopsClock) },
            { afterMs: SECOND_MS, happen: () => world.beginAlongside(second, { region: 'home' }) },
          ],
        });
        await world.pass(60_000);
        if (world.watch.broken.length > 0) return `after a pause at ${afterMs} ms`;
      }
    }
    return undefined;
  },
};

/** A world in which away has issued a token for home, and home does not follow it yet. */
async function failToLink(begin: Begin): Promise<SimWorld> {
  const world = begin();
  const { home, away } = world.clusters;
  home.reach = 'refuses';
  await world.pass(20_000);
  await world.operate(ask('failover'));
  home.reach = 'open';
  home.demote(away);
  away.known.add('home');
  await world.pass(20_000);
  return world;
}

/** The node of away that answers does not know the token yet, so that Vault refuses to issue another one under its name. */
function hideToken(world: SimWorld): void {
  const until = world.clock.now() + SECOND_MS;
  world.interpose = (cluster, path) => {
    const now = world.clock.now();
    if (cluster !== 'away' || path === 'sys/health' || now >= until) return undefined;
    const said = answerLook(world.clusters.away, world.habits, path, now);
    return said && { ...said, body: { data: { ...(said.body['data'] as object), known_secondaries: [] } } };
  };
}
