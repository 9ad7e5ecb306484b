import { ask } from '../../ask';
import type { Story } from '../story';

export const story: Story = {
  name: 'a switchover is done if the last record of the log ends where a page ends',
  tell: async ({ postgres }) => {
    const world = postgres({ fullPages: 1 });
    const ending = await world.operate(ask('switchover'));
    return ending === 'done' ? undefined : `it is ${ending}: ${world.words.at(-1)}`;
  },
};
