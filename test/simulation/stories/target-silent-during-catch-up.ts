import { ask } from '../ask';
import { before, later } from '../happenings';
import type { AnyWorld } from '../sim-pair';
import type { Story } from './story';

/** Longer than a failover waits for what has not arrived. */
const CUT_OFF_MS = 6_000;

export const story: Story = {
  name: 'a failover of Vault Enterprise whose target was cut off during the catch-up compares again when it is back',
  tell: (begin) => cutOffTarget(begin({ lagMs: 9_000 }, { mayLose: false })),
};

/** @param happens what else the path to away does when it opens or closes */
export async function cutOffTarget(
  world: AnyWorld,
  happens: (isOpen: boolean) => void = () => undefined,
): Promise<string | undefined> {
  const setPath = (isOpen: boolean): void => {
    world.network.setLambda('home', 'away', isOpen ? 'open' : 'refuses');
    world.network.between = isOpen;
    happens(isOpen);
  };
  before(world, 'demote home', () => {
    world.clientWritesNow();
    setPath(false);
    later(world, CUT_OFF_MS, () => setPath(true));
  });
  const ending = await world.operate(ask('failover'), { region: 'home' });
  if (ending !== 'done') return `it is ${ending}: ${world.words.at(-1)}`;
  return world.lost('away').length > 0 ? 'away lacks writes of home, which was up' : undefined;
}
