import { ask } from '../ask';
import { killSwitchoverBeforeProof, type Story } from './story';

export const story: Story = {
  name: 'dns-switch does not complete a switchover that was killed between its promotion and its proof',
  tell: async (begin) => {
    const world = await killSwitchoverBeforeProof(begin);
    await world.operate(ask('dns-switch'));
    return world.route53.weights.away > 0 ? 'the name leads to away without a proof' : undefined;
  },
};
