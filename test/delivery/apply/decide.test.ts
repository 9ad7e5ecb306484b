import { decide, type Decision, type Situation } from '../../../delivery/apply/decide';
import { digestOf, type NormalisedChange } from '../../../delivery/changes/normalise';
import type { Review } from '../../../delivery/records/records';
import type { Kept } from '../../../delivery/records/store';

const CHANGES: readonly NormalisedChange[] = [
  {
    address: 'aws_lambda_function.auth',
    actions: ['update'],
    attributes: { memory_size: { before: 128, after: 256 } },
  },
];
const OTHER: readonly NormalisedChange[] = [
  {
    address: 'aws_lambda_function.auth',
    actions: ['update'],
    attributes: { memory_size: { before: 128, after: 512 } },
  },
];
const LOSS: readonly NormalisedChange[] = [
  { address: 'aws_kms_key.home', actions: ['delete', 'create'], attributes: {} },
];
const DIGEST = digestOf(CHANGES);
const STACK = 'a'.repeat(64);

function reviewOf(changes: readonly NormalisedChange[], more: Partial<Review> = {}): Kept<Review> {
  const record: Review = {
    kind: 'review',
    environment: 'stage',
    commit: 'c0ffee',
    tree: '4b825dc6',
    digest: digestOf(changes),
    by: 'build 1',
    stack: STACK,
    changes,
    at: '2030-01-01T00:00:00.000Z',
    ...more,
  };
  return { key: `evidence/reviews/${record.digest}`, record };
}

const decideFor = (more: Partial<Situation> = {}): Decision =>
  decide({
    environment: 'stage',
    changes: CHANGES,
    digest: digestOf(more.changes ?? CHANGES),
    stack: STACK,
    redirects: [],
    isAffected: true,
    since: 'c0ffee',
    needsApproval: false,
    reviews: [reviewOf(CHANGES)],
    authors: ['jo@example.com'],
    approvers: { alex: ['alex@example.com'], jo: ['jo@home.example.com', 'Jo@Example.com'] },
    ...more,
  });

/** @returns the reasons, and that the decision is to ask */
const asked = (more: Partial<Situation>): readonly string[] => {
  const decision = decideFor(more);
  expect(decision.kind).toBe('ask');
  return decision.kind === 'ask' ? decision.why : [];
};

const approvalOf = (by: string, digest = DIGEST, addresses: readonly string[] = []) => ({
  approval: { by, digest, addresses },
});

describe('a plan of main', () => {
  it('is applied when it changes exactly what was reviewed', () => {
    expect(decideFor()).toEqual({ kind: 'apply', review: reviewOf(CHANGES).key });
  });

  it('that changes nothing needs neither a review nor an approval', () => {
    expect(decideFor({ changes: [], reviews: [], needsApproval: true })).toEqual({ kind: 'nothing' });
  });

  it('needs a person when nothing was reviewed', () => {
    expect(asked({ reviews: [] })).toEqual(['no review of this content is recorded']);
  });

  it('needs a person when it differs from the review, and says how', () => {
    expect(asked({ reviews: [reviewOf(OTHER)] })).toEqual([
      'stage would change otherwise than reviewed:',
      '  aws_lambda_function.auth: memory_size: reviewed 128 → 512, now 128 → 256',
    ]);
  });

  it('is compared with the newest review', () => {
    expect(decideFor({ reviews: [reviewOf(OTHER), reviewOf(CHANGES)] })).toEqual({
      kind: 'apply',
      review: reviewOf(CHANGES).key,
    });
    expect(decideFor({ reviews: [reviewOf(CHANGES), reviewOf(OTHER)] }).kind).toBe('ask');
  });

  it('needs a person when the reviews are of different stacks, because one of them was planted', () => {
    const planted = reviewOf(CHANGES, { stack: 'b'.repeat(64) });
    const why = ['different stacks were reviewed for this content, so at least one of them was not made from it'];
    expect(asked({ reviews: [planted, reviewOf(CHANGES)] })).toEqual(why);
    expect(asked({ reviews: [reviewOf(CHANGES), planted] })).toEqual(why);
  });

  it('needs a person when main synthesises another stack than the one that was reviewed', () => {
    expect(asked({ stack: 'b'.repeat(64) })).toEqual(['main synthesises another stack than the one that was reviewed']);
  });

  it('needs a person when the content does not affect the environment', () => {
    expect(asked({ isAffected: false })).toEqual([
      'nothing that stage is made of has changed since c0ffee, so somebody changed it by hand, or it was never applied',
    ]);
  });

  it('needs a person when something is lost, although it was reviewed', () => {
    expect(decideFor({ changes: LOSS, reviews: [reviewOf(LOSS)] })).toEqual({
      kind: 'ask',
      why: [
        'it deletes or replaces what cannot be made again: aws_kms_key.home',
        expect.stringMatching(/^ {2}aws_kms_key\.home: .*To rotate a key, use the rotation of KMS$/),
      ],
      addresses: ['aws_kms_key.home'],
    });
  });

  it('needs a person when it replaces the nodes of both clusters at the same time, although it was reviewed', () => {
    const rolled = ['aws_autoscaling_group.away', 'aws_autoscaling_group.home'];
    const changes = rolled.map((address): NormalisedChange => ({
      address,
      actions: ['update'],
      attributes: { launch_template: { before: 1, after: 2 } },
    }));
    expect(decideFor({ changes, reviews: [reviewOf(changes)] })).toEqual({
      kind: 'ask',
      why: [expect.stringContaining('vault-dr upgrade --plan says the order')],
      addresses: rolled,
    });
  });

  it('needs a person when it sends clients to another cluster, although it was reviewed', () => {
    expect(decideFor({ redirects: ['aws_route53_record.home'] })).toEqual({
      kind: 'ask',
      why: ['it sends clients to another cluster: aws_route53_record.home'],
      addresses: ['aws_route53_record.home'],
    });
  });

  it('needs a person in an environment that never changes without one', () => {
    expect(asked({ needsApproval: true })).toEqual([
      'stage is changed only with the approval of somebody other than the author',
    ]);
  });
});

describe('an approval', () => {
  it('of the digest allows a plan that nobody reviewed', () => {
    const approval = approvalOf('alex');
    expect(decideFor({ reviews: [], ...approval })).toEqual({ kind: 'apply', ...approval });
  });

  it('of another digest allows nothing, so the person is asked again', () => {
    expect(asked(approvalOf('alex', 'b'.repeat(64)))).toEqual([
      `${'b'.repeat(64)} was approved, and the plan of stage has another digest now: ${DIGEST}`,
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['the author', 'jo', /^jo \(Jo@Example\.com\) wrote a part of what is new in stage/],
    ['a stranger', 'mallory', /^mallory is not in live\/approvers\.ts/],
    ['nobody', '', /^nobody is not in/],
    ['a name that every object has', 'constructor', /^constructor is not in/],
  ])('of %s does not count where a person is needed', (_who, by, why) => {
    expect(decideFor({ needsApproval: true, ...approvalOf(by) })).toEqual({
      kind: 'refuse',
      why: [expect.stringMatching(why) as string],
    });
  });

  it('of somebody else counts where a person is needed', () => {
    expect(decideFor({ needsApproval: true, ...approvalOf('alex') }).kind).toBe('apply');
  });

  it('has to name what is lost', () => {
    const lost = { changes: LOSS, reviews: [reviewOf(LOSS)] };
    expect(decideFor({ ...lost, ...approvalOf('alex', digestOf(LOSS)) })).toEqual({
      kind: 'refuse',
      why: ['the approval has to name what the plan deletes, replaces or redirects: aws_kms_key.home'],
    });
    expect(decideFor({ ...lost, ...approvalOf('alex', digestOf(LOSS), ['aws_kms_key.home']) }).kind).toBe('apply');
  });
});
