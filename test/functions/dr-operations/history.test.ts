import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { parseHistory } from '../../../functions/dr-operations/history';

const item = (facts: Record<string, string>): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries({ sk: '2025-01-01T09:00:00.000Z#id', target: 'away', ...facts }).map(([key, S]) => [key, { S }]),
  );
const promotion = { cluster: 'away', at: '2025-01-01T08:00:00Z', lastRemoteWal: 120, merkleRoot: 'aa', proof: 'none' };

/** An entry of a switchover that was killed, with all its attributes, as the releases before this one wrote it. */
const RELEASED = {
  pk: { S: 'operation' },
  sk: { S: '2025-01-01T09:00:00.000Z#3e9c1f6a' },
  revision: { N: '4' },
  operation: { S: 'switchover' },
  target: { S: 'away' },
  outcome: { S: 'running' },
  promotion: { S: JSON.stringify({ cluster: 'away', at: '2025-01-01T09:00:03.000Z', lastRemoteWal: 7, proof: 'due' }) },
  entry: {
    S: JSON.stringify({
      operationId: '3e9c1f6a',
      operation: 'switchover',
      to: 'away',
      actor: 'jo',
      accept: [],
      region: 'eu-west-1',
      startedAt: '2025-01-01T09:00:00.000Z',
      durationMs: 3000,
      outcome: 'running',
      summary: 'under way',
      steps: [
        {
          kind: 'demote',
          cluster: 'home',
          reason: 'home hands over to away',
          startMs: 9,
          durationMs: 1,
          outcome: 'done',
        },
      ],
      plan: { kind: 'act', stages: [[{ kind: 'demote', cluster: 'home', reason: 'home hands over to away' }]] },
      left: [],
      warnings: ['home runs Vault 1.21.4, away 1.21.3'],
    }),
  },
  expires_at: { N: '1770000000' },
};

describe('parseHistory', () => {
  it('knows nothing without an entry', () => {
    expect(parseHistory(undefined)).toEqual({ unfinished: undefined, promotion: undefined });
  });

  it.each(['running', 'partial'])('takes an entry that is %s for unfinished', (outcome) => {
    expect(parseHistory(item({ operation: 'failover', outcome })).unfinished).toEqual({
      operation: 'failover',
      to: 'away',
    });
  });

  it.each(['done', 'refused', 'undone'])('takes an entry that is %s for ended', (outcome) => {
    expect(parseHistory(item({ operation: 'failover', outcome })).unfinished).toBeUndefined();
  });

  it('carries the last promotion on, whatever the entry is about', () => {
    const facts = { operation: 'rejoin', outcome: 'refused', promotion: JSON.stringify(promotion) };
    expect(parseHistory(item(facts)).promotion).toEqual(promotion);
  });

  it('reads a promotion ahead of its proof as 0.1 kept it', () => {
    const received = { cluster: 'away', lastRemoteWal: 119, merkleRoot: 'ab', lastWalBeforeDemote: 118 };
    const facts = { operation: 'switchover', outcome: 'running', received: JSON.stringify(received) };
    expect(parseHistory(item(facts)).promotion).toEqual({ ...received, at: '2025-01-01T09:00:00.000Z', proof: 'due' });
  });

  it('parses an entry that a released version wrote', () => {
    expect(parseHistory(RELEASED)).toMatchObject({
      unfinished: { operation: 'switchover', to: 'away' },
      promotion: { cluster: 'away', at: '2025-01-01T09:00:03.000Z', lastRemoteWal: 7, proof: 'due' },
    });
  });

  it.each(['switchover', 'failover', 'failback'])('reads from a %s that 0.1 ended who took over', (operation) => {
    expect(parseHistory(item({ operation, outcome: 'done' })).promotion).toEqual({
      cluster: 'away',
      at: '2025-01-01T09:00:00.000Z',
      proof: 'none',
    });
  });

  it('reads nobody from what 0.1 did not end, or from a rejoin', () => {
    expect(parseHistory(item({ operation: 'failover', outcome: 'partial' })).promotion).toBeUndefined();
    expect(parseHistory(item({ operation: 'rejoin', outcome: 'done' })).promotion).toBeUndefined();
  });

  it.each(['{', '{"cluster":"elsewhere","at":"x","proof":"came"}', '[]'])(
    'makes nothing of the promotion %s',
    (text) => {
      const facts = { operation: 'rejoin', outcome: 'refused', promotion: text };
      expect(parseHistory(item(facts)).promotion).toBeUndefined();
    },
  );
});
