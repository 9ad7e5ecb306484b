import { mayAnnounce } from '../../../functions/dr-operations/plan/announce';
import type { Promotion, World } from '../../../functions/dr-operations/world';
import { demoted, primary, secondary, world } from './worlds';

const GONE = { kind: 'unreachable', cause: 'timeout' } as const;
const LEAVING = { kind: 'changing', mode: 'primary', detail: 'restarts' } as const;
const ofAway: Promotion = { cluster: 'away', at: '2025-01-01T09:00:00Z', proof: 'came' };
/** A promoted cluster begins without secondaries. */
const promoted = primary({ knownSecondaries: [] });

const away = (more: Partial<World>): boolean | undefined => mayAnnounce(world(more), 'away');
const home = (more: Partial<World> = {}): boolean | undefined => mayAnnounce(world(more), 'home');

describe('on a normal day', () => {
  it('the primary is announced, and the secondary is not', () => {
    expect(home()).toBe(true);
    expect(away({})).toBe(false);
  });

  it('a primary that does not serve is not announced', () => {
    expect(home({ clusters: { home: primary({ serving: false }), away: secondary() } })).toBe(false);
  });

  it.each([
    ['no answer', GONE],
    ['a sealed cluster', { kind: 'sealed' } as const],
    ['an answer that is not from Vault', { kind: 'odd', problem: 'not-vault' } as const],
  ])('%s is announced by nobody', (_, observed) => {
    expect(home({ clusters: { home: observed, away: secondary() } })).toBe(false);
  });

  it('nothing is said of a cluster that changes its role', () => {
    expect(home({ clusters: { home: LEAVING, away: secondary() } })).toBeUndefined();
  });

  it('a primary that does not see the other cluster leaves the clients to the weights', () => {
    expect(home({ clusters: { home: primary(), away: GONE } })).toBe(false);
  });
});

describe('after a takeover', () => {
  const alone = { home: GONE, away: promoted };

  it('the promoted cluster is announced, also while the other region is lost', () => {
    expect(away({ clusters: alone, promotion: { ...ofAway, hadClients: true }, historyKnown: false })).toBe(true);
  });

  it('a cluster that was promoted by hand is announced once the other one is a secondary', () => {
    expect(away({ clusters: alone })).toBe(false);
    expect(away({ clusters: { home: demoted(), away: promoted } })).toBe(true);
  });

  it('the old primary that returns is not announced, and the other one still is', () => {
    const both = { clusters: { home: primary(), away: promoted }, promotion: { ...ofAway, hadClients: true } };
    expect(home(both)).toBe(false);
    expect(away(both)).toBe(true);
  });

  it('a promotion by hand since then is believed, not the journal', () => {
    const both = { home: primary({ knownSecondaries: [] }), away: primary() };
    expect(away({ clusters: both, promotion: { ...ofAway, hadClients: true } })).toBe(false);
  });

  it('of two primaries without a journal none is announced', () => {
    const both = { clusters: { home: primary(), away: promoted } };
    expect([home(both), away(both)]).toEqual([false, false]);
  });
});

describe('in the middle of an operation', () => {
  const unfinished = { operation: 'switchover', to: 'away' } as const;
  const clusters = { home: demoted(), away: promoted };

  it.each<readonly [string, Partial<World>]>([
    ['its proof is due', { promotion: { ...ofAway, proof: 'due' } }],
    ['the operation has not given it the clients', { promotion: ofAway, unfinished }],
    ['the operation was not by this system', { unfinished }],
  ])('a promoted cluster is not announced while %s', (_, more) => {
    expect(away({ clusters, ...more })).toBe(false);
  });

  it('it is announced from the moment on at which the engine leads clients to it', () => {
    const promotion = { ...ofAway, hadClients: true };
    expect(away({ clusters, promotion, unfinished })).toBe(true);
    expect(away({ clusters, promotion: { ...promotion, proof: 'due' }, unfinished })).toBe(true);
  });
});
