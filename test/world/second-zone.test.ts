import type { Weights } from '../../functions/dns-switch/contract';
import { weightsFor } from '../../functions/shared/weighted-records';
import type { ZoneView } from '../local/dns/zone-view';
import { readWeights, writeWeights } from '../local/hosted-zone';
import { TEST_MS } from './limits';
import { operate, statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld({ secondZone: true });

const secondZone = (): ZoneView => {
  if (!shared.current.otherZone) throw new Error('the world has one zone only');
  return shared.current.otherZone;
};
const weights = (): Promise<readonly Weights[]> => Promise.all([shared.current.weights(), readWeights(secondZone())]);

describe('a client name in a public and a private zone', () => {
  beforeEach(() => writeWeights(secondZone(), weightsFor('home')));

  it('is moved in both by a switchover', async () => {
    const { outcome, left } = await operate(shared.current, 'away', { operation: 'switchover' });
    expect({ outcome, left }).toEqual({ outcome: 'done', left: [] });
    expect(await weights()).toEqual([weightsFor('away'), weightsFor('away')]);
  });

  it('is a problem while one zone leads to the secondary, and dns-switch corrects that zone', async () => {
    await writeWeights(secondZone(), weightsFor('away'));
    const { problems } = await statusOf(shared.current, 'home');
    expect(problems.map(({ kind }) => kind)).not.toEqual([]);
    const { payload } = await shared.current.invoke('home', 'dns-switch');
    expect(payload).toMatchObject({ active: 'home', status: 'INSYNC' });
    expect(await weights()).toEqual([weightsFor('home'), weightsFor('home')]);
  });
});
