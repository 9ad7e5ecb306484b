import { objectionsToRecords, recordChanges, redirecting } from '../../../delivery/apply/records-change';
import type { Action, ResourceChange } from '../../../delivery/summary/plan-json';

const values = (cluster: string, weight: number, ttl = 10) => ({
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

const live = (home: number, away: number, operation?: string) => ({
  records: [
    { setIdentifier: 'vault-home', type: 'CNAME', weight: home },
    { setIdentifier: 'vault-away', type: 'CNAME', weight: away },
  ],
  operation,
});

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

  it('not before the first apply', () => {
    expect(redirecting(home(['create'], null, values('home', 255)), { records: [] })).toEqual([]);
  });
});
