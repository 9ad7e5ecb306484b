import { advise } from '../../cli/operations/advise';
import type { Assessment } from '../../cli/operations/assess';
import type { ClusterReport } from '../../functions/dr-operations/result';

const report = (role: ClusterReport['role']): ClusterReport => ({ role, observation: { kind: 'sealed' } });

/** A pair with these roles and no other problem. */
const pair = (
  home: ClusterReport['role'],
  away: ClusterReport['role'],
  more: Partial<Assessment> = {},
): Assessment => ({
  healthy: false,
  clusters: { home: report(home), away: report(away) },
  differing: {},
  unseen: [],
  tokenExpiresAt: { home: '2030-01-01T00:00:00Z', away: '2030-01-01T00:00:00Z' },
  problems: [],
  ...more,
});
const SILENT_TABLE = { kind: 'table-unreachable', cluster: 'home', text: 'It is lost.' } as const;
const commands = (assessment: Assessment): string[] =>
  advise({ name: 'prod', replication: 'enterprise' }, assessment).map(({ command }) => command);

describe('advise', () => {
  it('advises a switchover for the move of the name if the table of the witness makes up for the one that is lost', () => {
    const lost = pair('gone', 'primary', {
      primary: 'away',
      weights: { home: 255, away: 0 },
      problems: [SILENT_TABLE],
    });
    const [advice] = advise({ name: 'prod', replication: 'enterprise', witnessRegion: 'eu-north-1' }, lost);
    expect(advice?.command).toBe('vault-dr switchover prod');
  });

  it('gives no advice for a healthy pair', () => {
    expect(commands(pair('primary', 'secondary', { primary: 'home', weights: { home: 255, away: 0 } }))).toEqual([]);
  });

  it.each([
    ['a failover when the primary is gone', pair('gone', 'secondary'), ["vault-dr failover prod --reason '…'"]],
    ['one to home when away is gone', pair('secondary', 'gone'), ["vault-dr failover prod --to home --reason '…'"]],
    ['nothing when both are gone', pair('gone', 'gone'), []],
    ['nothing while the other one may still be primary', pair('odd', 'secondary'), []],
    ['a rejoin when both are primary', pair('primary', 'primary'), ['vault-dr rejoin prod']],
    [
      'a rejoin when the returned cluster does not follow',
      pair('secondary', 'primary', {
        primary: 'away',
        problems: [{ kind: 'not-following', cluster: 'home', text: 'home lags.' }],
      }),
      ['vault-dr rejoin prod'],
    ],
    [
      'the move of the name when only that is missing',
      pair('gone', 'primary', { primary: 'away', weights: { home: 255, away: 0 } }),
      ['vault-dr switchover prod'],
    ],
    [
      'a failover for the move of the name while a region is lost, because it needs one lease table',
      pair('gone', 'primary', { primary: 'away', weights: { home: 255, away: 0 }, problems: [SILENT_TABLE] }),
      ["vault-dr failover prod --reason '…'"],
    ],
    [
      'the operation that was begun, before anything else',
      pair('secondary', 'secondary', { unfinished: { operation: 'failback', to: 'home' } }),
      ['vault-dr failback prod'],
    ],
    [
      'new tokens where one is missing and somebody can make it',
      pair('primary', 'secondary', { primary: 'home', tokenExpiresAt: {} }),
      ['vault-dr token rotate prod'],
    ],
    [
      'new tokens where one was due',
      pair('primary', 'secondary', { primary: 'home', problems: [{ kind: 'rotation-stopped', text: 'It is old.' }] }),
      ['vault-dr token rotate prod'],
    ],
    [
      'new tokens where one ends soon',
      pair('primary', 'secondary', { primary: 'home', problems: [{ kind: 'token-ends-soon', text: 'It ends.' }] }),
      ['vault-dr token rotate prod'],
    ],
    [
      'no new token for a region that gives no status',
      pair('primary', 'gone', { primary: 'home', unseen: ['away'], tokenExpiresAt: { home: '2030-01-01T00:00:00Z' } }),
      [],
    ],
    ['no new token when nobody can make it', pair('gone', 'gone', { tokenExpiresAt: {} }), []],
  ])('advises %s', (_name, assessment, expected) => {
    expect(commands(assessment)).toEqual(expected);
  });
});
