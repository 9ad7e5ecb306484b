import { announces } from '../../../functions/dr-operations/plan/announce';
import type { Promotion, World } from '../../../functions/dr-operations/world';
import { demoted, primary, secondary, world } from './worlds';

const GONE = { kind: 'unreachable', cause: 'timeout' } as const;
const RESTARTS = { kind: 'changing', mode: 'primary', detail: 'restarts' } as const;
const DOWN = { kind: 'unavailable', detail: 'down' } as const;
/** Route 53 refused the change after a failover to away. */
const promotion: Promotion = {
  cluster: 'away',
  at: '2025-01-01T09:00:00Z',
  proof: 'none',
  hadClients: true,
  ledByHealth: 'away',
};
/** A promoted cluster begins without secondaries. */
const promoted = primary({ knownSecondaries: [] });
const refused: Partial<World> = { clusters: { home: GONE, away: promoted }, promotion };

const away = (more: Partial<World>): boolean | undefined => announces(world(more), 'away');
const home = (more: Partial<World> = {}): boolean | undefined => announces(world(more), 'home');

describe('on a normal day', () => {
  it('no cluster is announced, so that the weights decide', () => {
    expect([home(), away({})]).toEqual([false, false]);
  });

  it('none is announced after a takeover that changed the weights', () => {
    expect(away({ ...refused, promotion: { ...promotion, ledByHealth: undefined } })).toBe(false);
  });
});

describe('after a takeover whose weights were refused', () => {
  it('the promoted cluster is announced, also while the other region is lost', () => {
    expect(away({ ...refused, historyKnown: false })).toBe(true);
    expect(away({ ...refused, records: DOWN })).toBe(true);
  });

  it('the other one is not, also when it returns as a second primary', () => {
    const both = { ...refused, clusters: { home: primary(), away: promoted } };
    expect([home(both), away(both)]).toEqual([false, true]);
  });

  it('it is announced until the weights name it', () => {
    expect(away({ ...refused, records: { kind: 'known', weights: { home: 0, away: 255 } } })).toBe(false);
  });

  it.each([
    ['a secondary', demoted()],
    ['a primary that does not serve', { ...promoted, serving: false }],
    ['no answer', GONE],
    ['a sealed cluster', { kind: 'sealed' } as const],
    ['an answer that is not from Vault', { kind: 'odd', problem: 'not-vault' } as const],
  ])('%s is not announced', (_, observed) => {
    expect(away({ ...refused, clusters: { home: secondary(), away: observed } })).toBe(false);
  });

  it('nothing is said of it while it changes its role', () => {
    expect(away({ ...refused, clusters: { home: GONE, away: RESTARTS } })).toBeUndefined();
  });

  it('a promotion of the other one by hand since then is believed, not the journal', () => {
    const both = { home: primary({ knownSecondaries: [] }), away: primary() };
    expect(away({ ...refused, clusters: both })).toBe(false);
  });
});
