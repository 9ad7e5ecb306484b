import { tokenFaults } from '../../../functions/shared/token-times';

const NOW = Date.parse('2025-06-01T12:00:00Z');
const MINUTE_MS = 60_000;

/** A token that was made a number of minutes ago; by default of 8 h, and made anew every 3 h. */
const token = ({
  madeMin = 0,
  lifeMin = 480,
  askedMin = lifeMin,
  rotationMinutes = 180,
}: Record<string, number> = {}) => ({
  issuedAt: NOW - madeMin * MINUTE_MS,
  expiresAt: NOW + (lifeMin - madeMin) * MINUTE_MS,
  requestedTtlSeconds: askedMin * 60,
  rotationMinutes,
});
const kinds = (times: Parameters<typeof tokenFaults>[0]): string[] => tokenFaults(times, NOW).map(({ kind }) => kind);

describe('tokenFaults', () => {
  it('finds nothing in a token that was just made', () => expect(kinds(token())).toEqual([]));

  it('finds nothing while the next token is due, and is made', () =>
    expect(kinds(token({ madeMin: 180 }))).toEqual([]));

  it('finds nothing in the shortest token that a pair may have, when its next one is due', () =>
    expect(kinds(token({ madeMin: 30, lifeMin: 60, rotationMinutes: 30 }))).toEqual([]));

  it('finds a token that Vault gave less time than its rotation needs, and names max_lease_ttl', () => {
    const faults = tokenFaults(token({ lifeMin: 40, askedMin: 480 }), NOW);
    expect(faults.map(({ kind }) => kind)).toEqual(['token-short-lived']);
    expect(faults[0]?.text).toMatch(/ 40 min, .* every 180 min: .* max_lease_ttl /);
  });

  it('finds a token that Vault gave less time than was asked for, even if it lasts for two intervals', () => {
    const faults = tokenFaults(token({ lifeMin: 400, askedMin: 480 }), NOW);
    expect(faults.map(({ kind }) => kind)).toEqual(['token-short-lived']);
    expect(faults[0]?.text).toMatch(/ 400 min, and was asked for 480 min\. .* max_lease_ttl /);
  });

  it('finds a token that lasts for one interval and not for a failed run', () =>
    expect(kinds(token({ lifeMin: 359 }))).toEqual(['token-short-lived']));

  it('finds nothing in a token that lasts for exactly two intervals', () =>
    expect(kinds(token({ lifeMin: 360 }))).toEqual([]));

  it('finds a rotation that has stopped', () => expect(kinds(token({ madeMin: 271 }))).toEqual(['rotation-stopped']));

  it('finds nothing while a late run may still be retried', () => expect(kinds(token({ madeMin: 269 }))).toEqual([]));

  it('finds a token of an older release that ends soon', () =>
    expect(kinds({ expiresAt: NOW + 15 * MINUTE_MS })).toEqual(['token-ends-soon']));

  it('finds nothing in a token without an end', () => expect(kinds({ expiresAt: Infinity })).toEqual([]));
});
