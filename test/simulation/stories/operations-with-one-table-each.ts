import { ask } from '../ask';
import type { Story } from './story';

const PAIRS = [
  [ask('switchover'), ask('failover', { to: 'home' })],
  [ask('failover'), ask('failover', { to: 'home' })],
  [ask('switchover'), ask('switchover', { to: 'home' })],
  [ask('switchover'), ask('rejoin')],
  [ask('failover'), ask('rejoin')],
] as const;

export const story: Story = {
  name: 'two operations that each reach only their own lease table exclude each other, whatever they do',
  tell: async (begin) => {
    for (const [inAway, inHome] of PAIRS) {
      for (let offset = 0; offset <= 2_000; offset += 250) {
        const world = begin({ demoteMs: 600, promoteMs: 600 }, { writes: 5 });
        world.network.setTable('away', 'home', false);
        world.network.setTable('home', 'away', false);
        const happen = (): void => world.beginAlongside(inHome, { region: 'home' });
        await world.operate(inAway, { region: 'away', meanwhile: [{ afterMs: offset, happen }] });
        await world.pass(10_000);
        const count = world.primaries().length;
        if (count !== 1) return `${inAway.operation} and ${inHome.operation}, ${offset} ms apart: ${count} primaries`;
      }
    }
    return undefined;
  },
};
