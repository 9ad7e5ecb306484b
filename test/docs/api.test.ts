import { readApi } from '../../docs/generate/api/model';
import { renderApi } from '../../docs/generate/api/render';
import { read } from './pages';

const exports = readApi();
const members = exports.flatMap(({ name, members }) =>
  members.map((member) => ({ ...member, path: `${name}.${member.name}` })),
);

describe('docs/api.md', () => {
  it('is up to date: if this fails, run make docs and read what has changed', () => {
    expect(read('docs/api.md')).toBe(renderApi(exports));
  });

  it('has a description of every export and of every member', () => {
    const undescribed = [
      ...exports.filter(({ doc }) => doc.text === '').map(({ name }) => name),
      ...members.filter(({ doc }) => doc.text === '').map(({ path }) => path),
    ];
    expect(undescribed).toEqual([]);
  });

  it('has the default of every optional prop', () => {
    const incomplete = members.filter(({ isOptional, doc }) => isOptional && doc.default === undefined);
    expect(incomplete.map(({ path }) => path)).toEqual([]);
  });

  it('says what is required, inherited, nested and optional in VaultDrProps and VaultClusterProps', () => {
    const find = (path: string): object => ({ ...members.find((member) => member.path === path), doc: undefined });
    expect(find('VaultDrProps.clientName')).toMatchObject({ isOptional: false, declaredIn: 'VaultDrProps' });
    expect(find('VaultDrProps.maxLagWals')).toMatchObject({ isOptional: true, declaredIn: 'OperationSettings' });
    expect(find('VaultClusterProps.loadBalancer.zoneId')).toMatchObject({ isOptional: false, type: 'string' });
  });
});
