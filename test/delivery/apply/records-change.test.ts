import { objectionsToRecords, recordChanges, redirecting } from '../../../delivery/apply/records-change';
import type { Action, ResourceChange } from '../../../delivery/summary/plan-json';

const values = (cluster: string, weight: number, ttl = 10, zone = 'Z1') => ({
  zone_id: zone,
  type: 'CNAME',
  ttl,
  set_identifier: `vault-${cluster}`,
  weighted_routing_policy: [{ weight }],
});

function record(cluster: string, actions: Action[], before: object | null, after: object | null): ResourceChange {
  return {
    address: `aws_route53_record.${cluster}`,
    type: 'aws_route53_record',
    mode: 'managed',
    change: { actions, before, after } as ResourceChange['change'],
  };
}

const weights = (zone: string, home: number, away: number) => [
  { zone, setIdentifier: 'vault-home', type: 'CNAME', weight: home },
  { zone, setIdentifier: 'vault-away', type: 'CNAME', weight: away },
];

const live = (home: number, away: number, operation?: string) => ({ records: weights('Z1', home, away), operation });

const ttl = (home: number): ResourceChange[] => [
  record('home', ['update'], values('home', home, 60), values('home', home, 10)),
];

describe('a plan that changes weighted records', () => {
  it('is told from one that leaves them alone, or changes another record', () => {
    expect(recordChanges({ resource_changes: ttl(255) })).toHaveLength(1);
    const same = record('home', ['no-op'], values('home', 255), values('home', 255));
    const text = record('text', ['update'], { type: 'TXT' }, { type: 'TXT' });
    expect(recordChanges({ resource_changes: [same, text] })).toEqual([]);
  });

  it('is applied while the weights are those of the plan', () => {
    expect(objectionsToRecords(ttl(255), live(255, 0))).toEqual([]);
  });

  it('is not applied when a failover has moved the weights since', () => {
    expect(objectionsToRecords(ttl(255), live(0, 255))).toEqual([
      'aws_route53_record.home has the weight 0, and the plan was made from 255: plan again',
    ]);
  });

  it('is not applied while an operation holds the lease', () => {
    expect(objectionsToRecords(ttl(255), live(255, 0, 'failover by jo'))).toEqual([
      'an operation runs (failover by jo) that may move the clients: wait until it ends, then plan again',
    ]);
  });

  it('is not applied when only the weights of its own zone have moved', () => {
    const inZone2 = [record('home', ['update'], values('home', 255, 60, 'Z2'), values('home', 255, 10, 'Z2'))];
    const records = [...weights('Z1', 255, 0), ...weights('Z2', 0, 255)];
    expect(objectionsToRecords(ttl(255), { records })).toEqual([]);
    expect(objectionsToRecords(inZone2, { records })).toEqual([
      'aws_route53_record.home has the weight 0, and the plan was made from 255: plan again',
    ]);
  });

  it('is not applied when the record is gone', () => {
    expect(objectionsToRecords(ttl(255), { records: [] })).toEqual([
      'aws_route53_record.home has the weight of no record, and the plan was made from 255: plan again',
    ]);
  });
});

describe('clients are redirected', () => {
  const home = (actions: Action[], before: object | null, after: object | null): ResourceChange[] => [
    record('home', actions, before, after),
  ];

  it.each<[string, ResourceChange[]]>([
    ['a new record gets clients beside the old one', home(['create'], null, values('third', 255))],
    ['the record that gets the clients is deleted', home(['delete'], values('away', 255), null)],
    [
      'the record that gets none is made anew with a weight',
      home(['delete', 'create'], values('home', 0), values('home', 255)),
    ],
    ['a weight is changed', home(['update'], values('home', 0), values('home', 1))],
  ])('when %s', (_what, changes) => {
    expect(redirecting(changes, live(0, 255))).toEqual(['aws_route53_record.home']);
  });

  it.each<[string, ResourceChange[]]>([
    ['another attribute changes', home(['update'], values('home', 0), values('home', 0, 60))],
    ['a record without clients is deleted', home(['delete'], values('home', 0), null)],
    ['a new record gets none', home(['create'], null, values('third', 0))],
  ])('not when %s', (_what, changes) => {
    expect(redirecting(changes, live(0, 255))).toEqual([]);
  });

  it('when it happens in one zone of two, and only there', () => {
    const records = [...weights('Z1', 0, 255), ...weights('Z2', 0, 255)];
    const changes = [
      record('first', ['update'], values('home', 0), values('home', 0, 60)),
      record('second', ['update'], values('home', 0, 10, 'Z2'), values('home', 1, 10, 'Z2')),
    ];
    expect(redirecting(changes, { records })).toEqual(['aws_route53_record.second']);
  });

  it('not when a second zone gets its first records', () => {
    const changes = home(['create'], null, values('home', 255, 10, 'Z2'));
    expect(redirecting(changes, live(255, 0))).toEqual([]);
  });

  it('not before the first apply', () => {
    expect(redirecting(home(['create'], null, values('home', 255)), { records: [] })).toEqual([]);
  });
});
