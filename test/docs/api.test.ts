import { readFileSync } from 'node:fs';
import { API_PAGE, readPackageApi } from '../../docs/generate/api/page';
import type { ApiExport, ApiMember, ApiMethod } from '../../docs/generate/api/read';
import { renderApi } from '../../docs/generate/api/render';

const api = readPackageApi();

const membersOf = (each: ApiExport): readonly ApiMember[] => {
  if (each.kind === 'class') return each.attributes;
  return each.kind === 'interface' ? each.members : [];
};

const methodsOf = (each: ApiExport): readonly ApiMethod[] =>
  each.kind === 'class' || each.kind === 'interface' ? each.methods : [];

describe('docs/api.md', () => {
  it('is what `make docs` writes for the public types', () => {
    expect(readFileSync(API_PAGE, 'utf8')).toBe(renderApi(api));
  });

  it('has the constructs with their props, their defaults, and where a setting is declared', () => {
    const page = renderApi(api);
    expect(page).toContain('## VaultDr\n');
    expect(page).toContain('| `recordTtlSeconds` | `number` | `10` |');
    expect(page).toMatch(/\| `maxLagWals` \| .* \(\[`OperationSettings`\]\(#operationsettings\)\) \|/);
  });
});

describe('the public API', () => {
  it('has a doc comment at everything that is exported, and at every member of it', () => {
    const undocumented = api.exports.flatMap((each) => [
      ...(each.doc === '' ? [each.name] : []),
      ...[...membersOf(each), ...methodsOf(each)]
        .filter(({ doc }) => doc === '')
        .map(({ name }) => `${each.name}.${name}`),
    ]);
    expect(undocumented).toEqual([]);
  });

  it('says what happens if an optional prop is left out', () => {
    const unsaid = api.exports.flatMap((each) =>
      membersOf(each)
        .filter((member) => member.optional && member.default === undefined)
        .map(({ name }) => `${each.name}.${name}`),
    );
    expect(unsaid).toEqual([]);
  });
});
