import { batchesOf } from '../../../functions/name-batch/batches';
import { compareNames } from '../../../functions/name-batch/zone';

const change = (pair: string, value: string) => ({
  pair,
  sets: ['home', 'away'].map((SetIdentifier) => ({
    Name: pair,
    Type: 'CNAME' as const,
    SetIdentifier,
    ResourceRecords: [{ Value: value }],
  })),
});
const many = (count: number, value = 'x') => Array.from({ length: count }, (_, i) => change(`p/${i}`, value));

describe('batchesOf', () => {
  it('puts the names of a hundred pairs into one batch', () => {
    expect(batchesOf(many(100, 'lb-home-1.eu-west-1.example.com'))).toHaveLength(1);
  });

  it('counts each record twice, as Route 53 does for an UPSERT', () => {
    expect(batchesOf(many(501)).map((batch) => batch.length)).toEqual([250, 250, 1]);
  });

  it('counts each character twice', () => {
    expect(batchesOf(many(9, 'x'.repeat(1_000))).map((batch) => batch.length)).toEqual([8, 1]);
  });

  it('has no batch without a change', () => {
    expect(batchesOf([])).toEqual([]);
  });
});

describe('compareNames', () => {
  it('orders names by their labels from the right, as Route 53 lists them', () => {
    const names = ['b.example.com', 'a.b.example.com', 'example.com.', 'c.a.example.com'];
    expect(names.sort(compareNames)).toEqual(['example.com.', 'c.a.example.com', 'b.example.com', 'a.b.example.com']);
  });
});
