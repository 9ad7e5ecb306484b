import type { Manifest } from '../../../delivery/plan-archive/manifest';
import { checkState } from '../../../delivery/plan-archive/verify';

const manifest = (state?: Manifest['state']): Manifest => ({
  format: 1,
  environment: 'dev',
  accountId: '111111111111',
  commit: 'c0ffee',
  tree: '4b825dc6',
  program: { name: 'terraform', version: '1.11.4' },
  files: {},
  ...(state && { state }),
});

describe('checkState', () => {
  const first = { serial: 7, lineage: 'a1b2c3d4-0000' };

  it('accepts a plan whose state is the present one', () => {
    expect(checkState(manifest(first), first)).toBeUndefined();
    expect(checkState(manifest(), undefined)).toBeUndefined();
  });

  it.each([
    ['that was created since', undefined, first, 'made from no state, and now there is state serial 7 of a1b2c3d4'],
    ['that was deleted since', first, undefined, 'made from state serial 7 of a1b2c3d4, and now there is no state'],
    ['that has changed since', first, { ...first, serial: 8 }, 'and now there is state serial 8 of a1b2c3d4'],
    [
      'of another lineage',
      first,
      { ...first, lineage: 'ffff0000-0000' },
      'and now there is state serial 7 of ffff0000',
    ],
  ])('refuses a plan for a state %s', (_what, planned, now, words) => {
    expect(checkState(manifest(planned), now)).toMatch(
      new RegExp(`^the plan is stale: it was .*${words}: run "make plan ENV=dev" and have it reviewed$`),
    );
  });
});
