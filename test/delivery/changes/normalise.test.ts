import { digestOf, normalise } from '../../../delivery/changes/normalise';
import type { PlanJson, ResourceChange } from '../../../delivery/summary/plan-json';

type Change = ResourceChange['change'];

function change(address: string, values: Partial<Change>, more: Partial<ResourceChange> = {}): ResourceChange {
  const [type = ''] = address.split('.');
  return {
    address,
    type,
    mode: 'managed',
    change: { actions: ['update'], before: null, after: null, ...values },
    ...more,
  };
}

const digest = (...changes: readonly ResourceChange[]): string =>
  digestOf(normalise({ resource_changes: changes } satisfies PlanJson));

const record = (ttl: number, weight: number) => ({ ttl, weighted_routing_policy: [{ weight }] });

describe('the normalised changes of a plan', () => {
  it('have what changes, by address and by attribute, and nothing that stays', () => {
    const changes = normalise({
      resource_changes: [
        change('b.two', { before: { name: 'x', size: 1 }, after: { name: 'x', size: 2 } }),
        change('a.one', { actions: ['create'], after: { name: 'new' }, after_unknown: { arn: true } }),
        change('c.same', { actions: ['no-op'], before: { a: 1 }, after: { a: 1 } }),
        change('d.read', { actions: ['read'], after: { a: 1 } }, { mode: 'data' }),
      ],
      output_changes: {
        z: { actions: ['update'], before: 1, after: 2 },
        same: { actions: ['no-op'], before: 1, after: 1 },
      },
    });
    expect(changes).toEqual([
      {
        address: 'a.one',
        actions: ['create'],
        attributes: { arn: { after: '(unknown until the apply)' }, name: { after: 'new' } },
      },
      { address: 'b.two', actions: ['update'], attributes: { size: { before: 1, after: 2 } } },
      { address: 'output.z', actions: ['update'], attributes: { value: { before: 1, after: 2 } } },
    ]);
  });

  it('have no secret that Terraform marks only now, and none whose name tells it', () => {
    const text = JSON.stringify(
      normalise({
        resource_changes: [
          change('a.one', {
            before: { token: 'old-token', nested: [{ client_token: ['old-list'] }], auth_token: 'same' },
            after: { token: 'new-token', nested: [{ client_token: ['new-list'] }], auth_token: 'same' },
            before_sensitive: {},
            after_sensitive: { token: true },
          }),
        ],
        output_changes: { password: { actions: ['create'], before: null, after: { password: 'in-output' } } },
      }),
    );
    expect(text).not.toMatch(/old-token|new-token|old-list|new-list|in-output/);
    expect(text.match(/\(secret, changes\)/g)).toHaveLength(2);
  });

  it('have no secret, only whether it changes', () => {
    const secret = { password: true, nested: [{ token: true }] };
    const changes = normalise({
      resource_changes: [
        change('a.one', {
          before: { password: 'old-pw', nested: [{ token: 'same-token', name: 'a' }] },
          after: { password: 'new-pw', nested: [{ token: 'same-token', name: 'b' }] },
          before_sensitive: secret,
          after_sensitive: secret,
        }),
      ],
      output_changes: {
        pin: {
          actions: ['create'],
          before: null,
          after: 'the-pin',
          before_sensitive: false,
          after_sensitive: true,
        },
      },
    });
    expect(JSON.stringify(changes)).not.toMatch(/pw|same-token|the-pin/);
    expect(changes).toEqual([
      {
        address: 'a.one',
        actions: ['update'],
        attributes: {
          nested: { before: [{ token: '(secret)', name: 'a' }], after: [{ token: '(secret, stays)', name: 'b' }] },
          password: { before: '(secret)', after: '(secret, changes)' },
        },
      },
      { address: 'output.pin', actions: ['create'], attributes: { value: { after: '(secret)' } } },
    ]);
  });

  it('have a secret that stops being marked as one', () => {
    const text = JSON.stringify(
      normalise({
        resource_changes: [
          change('a.one', { before: { p: 'old-pw' }, after: { p: 'old-pw2' }, before_sensitive: { p: true } }),
        ],
      }),
    );
    expect(text).not.toContain('old-pw');
  });

  it('have a resource that is moved or taken over, although Terraform changes nothing in it', () => {
    const changes = normalise({
      resource_changes: [
        change('a.new', { actions: ['no-op'] }, { previous_address: 'a.old' }),
        change('a.taken', { actions: ['no-op'], importing: { id: 'i-1' } }),
      ],
    });
    expect(changes).toEqual([
      { address: 'a.new', actions: ['no-op'], previousAddress: 'a.old', attributes: {} },
      { address: 'a.taken', actions: ['no-op'], importing: { id: 'i-1' }, attributes: {} },
    ]);
  });
});

describe('the digest', () => {
  const one = change('a.one', { before: { x: 1, y: 2 }, after: { x: 2, y: 2 } });
  const two = change('b.two', { actions: ['delete'], before: { x: 1 } });

  it('does not depend on the order of resources and attributes', () => {
    const turned = change('a.one', { after: { y: 2, x: 2 }, before: { y: 2, x: 1 } });
    expect(digest(two, turned)).toBe(digest(one, two));
  });

  it('is the same after a failover, when the plan leaves the weights alone', () => {
    const ttl = (weight: number) => change('r.home', { before: record(60, weight), after: record(10, weight) });
    expect(digest(ttl(0))).toBe(digest(ttl(255)));
  });

  it.each<[string, ResourceChange]>([
    ['another value', change('a.one', { before: { x: 1, y: 2 }, after: { x: 3, y: 2 } })],
    ['another value before', change('a.one', { before: { x: 0, y: 2 }, after: { x: 2, y: 2 } })],
    ['one more attribute', change('a.one', { before: { x: 1, y: 2 }, after: { x: 2, y: 3 } })],
    ['another address', change('a.other', { before: { x: 1, y: 2 }, after: { x: 2, y: 2 } })],
    ['a replacement', { ...one, change: { ...one.change, actions: ['delete', 'create'] } }],
    ['the other order of a replacement', { ...one, change: { ...one.change, actions: ['create', 'delete'] } }],
    ['an unknown value', change('a.one', { before: { x: 1, y: 2 }, after: { y: 2 }, after_unknown: { x: true } })],
    ['a value of another type', change('a.one', { before: { x: 1, y: 2 }, after: { x: '2', y: 2 } })],
    ['a value that becomes secret', { ...one, change: { ...one.change, after_sensitive: { x: true } } }],
    ['a move', { ...one, previous_address: 'a.before' }],
    ['a left-over object', { ...one, deposed: 'c0ffee' }],
    ['another cause of a replacement', { ...one, change: { ...one.change, replace_paths: [['x']] } }],
  ])('differs for %s', (_what, other) => {
    expect(digest(other)).not.toBe(digest(one));
  });

  it('differs when the deleted resource has become another one, such as the record that gets the traffic', () => {
    const deleted = (weight: number) => change('r.home', { actions: ['delete'], before: record(60, weight) });
    expect(digest(deleted(0))).not.toBe(digest(deleted(255)));
  });
});
