import { describeState, planRecovery } from '../../../delivery/state/recovery';

const state = (serial: number, more: object = {}): string =>
  JSON.stringify({ version: 4, serial, lineage: 'a1b2', resources: [{ type: 'aws_kms_key' }], ...more });

describe('a state that an apply left', () => {
  it('is pushed over an older one of the same lineage, and where there is none', () => {
    expect(planRecovery(state(7), state(6))).toEqual({ kind: 'push' });
    expect(planRecovery(state(7), '')).toEqual({ kind: 'push' });
  });

  it('is in place when the bucket has its content, under whatever number', () => {
    expect(planRecovery(state(7), state(7))).toEqual({ kind: 'in-place' });
    expect(planRecovery(state(7), state(8))).toEqual({ kind: 'in-place' });
  });

  it.each<[string, string, string, RegExp]>([
    ['of the same number with other content', state(7), state(7, { resources: [] }), /as new or newer/],
    ['that is older', state(7), state(9, { resources: [] }), /as new or newer/],
    ['of another lineage', state(7, { lineage: 'c3d4' }), state(6), /different lineages/],
    ['that is no state', '{"version":4}', state(6), /not a Terraform state/],
    ['that is cut off', state(7).slice(0, -1), state(6), /not a Terraform state/],
  ])('is refused: one %s', (_what, left, present, reason) => {
    expect(planRecovery(left, present)).toEqual({ kind: 'refuse', reason: expect.stringMatching(reason) as string });
  });

  it('is described without what it says', () => {
    expect(describeState(state(7, { outputs: { secret: { value: 'hidden' } } }))).toBe(
      'lineage a1b2, serial 7, 1 resources',
    );
    expect(describeState('')).toBe('no state');
  });
});
