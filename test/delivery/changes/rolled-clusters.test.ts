import { groupsRolledTogether } from '../../../delivery/changes/rolled-clusters';
import type { NormalisedChange } from '../../../delivery/changes/normalise';

const group = (
  name: string,
  attributes: NormalisedChange['attributes'] = { launch_template: {} },
): NormalisedChange => ({
  address: `aws_autoscaling_group.${name}`,
  actions: ['update'],
  attributes,
});

describe('groups of nodes that are rolled together', () => {
  it('are two whose launch template changes', () => {
    expect(groupsRolledTogether([group('home'), group('away')])).toEqual([
      'aws_autoscaling_group.home',
      'aws_autoscaling_group.away',
    ]);
  });

  it.each<[string, NormalisedChange[]]>([
    ['one group', [group('home')]],
    ['a group that is rolled beside one whose tags change', [group('home'), group('away', { tag: {} })]],
    ['two new groups', ['home', 'away'].map((name) => ({ ...group(name), actions: ['create'] }))],
    ['a template beside its group', [group('home'), { ...group('x'), address: 'aws_launch_template.home' }]],
  ])('are not %s', (_, changes) => expect(groupsRolledTogether(changes)).toEqual([]));

  it('are found in modules too', () => {
    const inModule = { ...group('a'), address: 'module.clusters["x.y"].aws_autoscaling_group.away' };
    expect(groupsRolledTogether([group('home'), inModule])).toHaveLength(2);
  });
});
