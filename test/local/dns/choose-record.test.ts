import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { chooseRecord } from './choose-record';

/** A record of the table: its weight, and the state of its health check. `none`: it has no health check. */
type Row = readonly [weight: number, health: 'healthy' | 'unhealthy' | 'none'];

/** The records that are answered at all, by their numbers from 1. */
function answered(rows: readonly Row[]): number[] {
  const records = rows.map(([Weight, health], index): ResourceRecordSet => ({
    Name: 'vault.example.com.',
    Type: 'CNAME',
    SetIdentifier: String(index + 1),
    Weight,
    ...(health !== 'none' && { HealthCheckId: `check-${index + 1}-${health}` }),
  }));
  const isHealthy = (id: string): boolean => !id.endsWith('unhealthy');
  const chosen = [0, 0.25, 0.5, 0.75, 0.99].map((random) => chooseRecord(records, isHealthy, random)?.SetIdentifier);
  return [...new Set(chosen)].map(Number).sort();
}

describe('the tables of AWS for weights and health checks', () => {
  it.each<readonly [string, readonly [Row, Row, Row], readonly number[]]>([
    [
      'U U H',
      [
        [1, 'unhealthy'],
        [1, 'unhealthy'],
        [0, 'healthy'],
      ],
      [3],
    ],
    [
      'U U U',
      [
        [1, 'unhealthy'],
        [1, 'unhealthy'],
        [0, 'unhealthy'],
      ],
      [1, 2],
    ],
    [
      'U H U',
      [
        [1, 'unhealthy'],
        [1, 'healthy'],
        [0, 'unhealthy'],
      ],
      [2],
    ],
    [
      'H H U',
      [
        [1, 'healthy'],
        [1, 'healthy'],
        [0, 'unhealthy'],
      ],
      [1, 2],
    ],
    [
      'H H H',
      [
        [1, 'healthy'],
        [1, 'healthy'],
        [0, 'healthy'],
      ],
      [1, 2],
    ],
  ])('with a health check for the record of weight 0: %s', (_, rows, expected) => {
    expect(answered(rows)).toEqual(expected);
  });

  it.each<readonly [string, readonly [Row, Row, Row], readonly number[]]>([
    [
      'H H -',
      [
        [1, 'healthy'],
        [1, 'healthy'],
        [0, 'none'],
      ],
      [1, 2],
    ],
    [
      'U H -',
      [
        [1, 'unhealthy'],
        [1, 'healthy'],
        [0, 'none'],
      ],
      [2],
    ],
    [
      'H U -',
      [
        [1, 'healthy'],
        [1, 'unhealthy'],
        [0, 'none'],
      ],
      [1],
    ],
    [
      'U U -',
      [
        [1, 'unhealthy'],
        [1, 'unhealthy'],
        [0, 'none'],
      ],
      [3],
    ],
  ])('without one for the record of weight 0: %s', (_, rows, expected) => {
    expect(answered(rows)).toEqual(expected);
  });
});

describe('the two records of a client name', () => {
  it.each<readonly [string, readonly [home: Row, away: Row], readonly number[]]>([
    [
      'a normal day: home',
      [
        [255, 'healthy'],
        [0, 'healthy'],
      ],
      [1],
    ],
    [
      'after a change of the weights: away, at once',
      [
        [0, 'healthy'],
        [255, 'healthy'],
      ],
      [2],
    ],
    [
      'away announced, weights refused: away',
      [
        [255, 'unhealthy'],
        [0, 'healthy'],
      ],
      [2],
    ],
    [
      'away announced, weights changed: away',
      [
        [0, 'unhealthy'],
        [255, 'healthy'],
      ],
      [2],
    ],
    [
      'both announced: by the weights',
      [
        [255, 'unhealthy'],
        [0, 'unhealthy'],
      ],
      [1],
    ],
    // If each cluster had to be announced to be healthy, weights that have just changed would lead back to the old one.
    [
      'the other way round: the old primary',
      [
        [0, 'healthy'],
        [255, 'unhealthy'],
      ],
      [1],
    ],
    [
      'weights of 0 by hand: either',
      [
        [0, 'healthy'],
        [0, 'healthy'],
      ],
      [1, 2],
    ],
  ])('%s', (_, rows, expected) => {
    expect(answered(rows)).toEqual(expected);
  });
});
