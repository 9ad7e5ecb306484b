import { ask } from '../../ask';
import { areServed, type Story } from '../story';

export const story: Story = {
  name: 'a switchover between databases is not undone by one answer of the nodes that is lost',
  tell: async ({ postgres }) => {
    let calls = 1;
    for (let call = 0; call < calls; call++) {
      const world = postgres({}, { mayLose: false });
      await world.pass(20_000);
      const ending = await world.operate(ask('switchover'), { faults: [{ call, times: 1, kind: 'silent' }] });
      calls = world.lastRun?.calls ?? 0;
      const words = world.words.at(-1) ?? '';
      if (words.includes('undone') && words.includes('sys/health')) return `call ${call}: ${words}`;
      if (ending === 'done' && !areServed(world)) return `call ${call}: nobody is served`;
    }
    return undefined;
  },
};
