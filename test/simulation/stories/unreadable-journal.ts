import { CLUSTER_NAMES } from '../../../functions/shared/contract';
import { ask } from '../ask';
import { killSwitchoverBeforeProof, type Story } from './story';

export const story: Story = {
  name: 'when no journal can be read, a primary without the clients may still lack its proof and gets no clients',
  tell: async (begin) => {
    const world = await killSwitchoverBeforeProof(begin);
    for (const name of CLUSTER_NAMES) {
      const table = world.tables[name];
      const answer = table.answer.bind(table);
      table.answer = (command) => {
        if (command.constructor.name === 'QueryCommand') throw Object.assign(new Error('no'), { name: 'AccessDenied' });
        return answer(command);
      };
    }
    await world.operate(ask('switchover'));
    return undefined;
  },
};
