import { checkWorlds } from './check';

describe('failovers, force and hands in the middle of it', () => {
  it('keep every promise after each happening, and can be ended well in 3,000 worlds', async () => {
    await checkWorlds('anything', { worlds: 3_000, seed: 20_250_101 });
  }, 600_000);
});
