import { ask } from '../ask';
import { foresee, gone, refusesFor, type Story } from './story';

export const story: Story = {
  name: 'a rejoin announces what it discards and needs the acceptance of loss',
  tell: async (begin) => {
    const world = begin({ lagMs: 4_000 }, { writes: 50 });
    const { home, away } = world.clusters;
    home.reach = 'silent';
    away.loseShipments();
    await world.operate(ask('failover'));
    home.reach = 'open';
    await world.pass(5_000);
    const foreseen = await foresee(world, ask('rejoin'));
    const loss = foreseen?.possibleLoss;
    if (loss === undefined || loss.kind === 'none') return `the dry run announces ${JSON.stringify(loss)}`;
    const ending = await world.operate(ask('rejoin'));
    if (gone(world) > 0) return `${gone(world)} writes are on no cluster any more`;
    return refusesFor(world, ending, 'loss');
  },
};
