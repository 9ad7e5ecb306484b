import { cutOffTarget } from '../target-silent-during-catch-up';
import type { Story } from '../story';

export const story: Story = {
  name: 'a failover whose target was cut off during the catch-up compares again when it is back',
  tell: ({ postgres }) => {
    const world = postgres({ lagMs: 4_000 }, { mayLose: false });
    // A replica asks for its log anew. What was under way never arrives.
    const { away } = world.clusters;
    return cutOffTarget(world, (isOpen) => (isOpen ? away.settle() : away.loseShipments()));
  },
};
