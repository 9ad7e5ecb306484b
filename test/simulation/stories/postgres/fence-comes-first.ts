import { ask } from '../../ask';
import { refusesFor, type Story } from '../story';

export const story: Story = {
  name: 'a failover beside a cluster that gives no answer fences its database, or asks for unfenced-primary',
  tell: async ({ postgres }) => {
    const cutOff = postgres();
    await cutOff.pass(20_000);
    cutOff.clusters.home.reach = 'silent';
    const said = refusesFor(cutOff, await cutOff.operate(ask('failover')), 'unfenced-primary');
    if (said !== undefined) return said;

    const sealed = postgres();
    sealed.clusters.home.sealed = true;
    const ending = await sealed.operate(ask('failover'));
    if (!sealed.clusters.home.server.isFenced) return 'the database of home is not fenced';
    return ending === 'done' ? undefined : `it is ${ending}`;
  },
};
