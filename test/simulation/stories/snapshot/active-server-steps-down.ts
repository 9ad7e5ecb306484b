import { ask } from '../../ask';
import { areServed, type Story } from '../story';

export const story: Story = {
  name: 'an active server that steps down before it can be sealed is stopped, and the switchover goes on',
  tell: async ({ snapshot }) => {
    const world = snapshot(
      { stepDownMs: 100, commandMs: 2_000, betweenWritesMs: 600_000, parks: true },
      { mayLose: false },
    );
    await world.pass(20_000);
    const ending = await world.operate(ask('switchover'));
    if (ending !== 'done') return `the switchover is ${ending}: ${world.words.at(-1)}`;
    const said = world.lastResult?.steps.map(({ detail }) => detail).join();
    if (!said?.includes('Vault is stopped on all servers')) return `it was sealed: ${said}`;
    return areServed(world) ? undefined : 'nobody is served';
  },
};
