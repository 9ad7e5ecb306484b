import { checkWorlds } from './check';

describe('switchovers, failbacks and rejoins, whatever fails around them', () => {
  // The seed is fixed, so that the same commit gives the same answer; `make soak` draws others.
  it('lose no write, keep every promise after each happening, and end well in 3,000 worlds', async () => {
    await checkWorlds('harmless', { worlds: 3_000, seed: 20_250_101 });
  }, 600_000);
});
