import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { policies } from '../../../delivery/commands/policies';
import { ROOT } from '../../../delivery/paths';
import { rolePolicies } from '../../../delivery/policies/render';
import { CONFIGS } from '../../../live/environments';

describe('make policies', () => {
  const lines: string[] = [];

  beforeAll(() => {
    jest.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
    policies({ env: 'dev' });
  });

  it('writes what bootstrap sets, for whoever makes the roles in another way', () => {
    const file = join(ROOT, 'out', 'policies', 'dev', 'vault-dr-apply', 'apply.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(rolePolicies(CONFIGS.dev, 'apply').policies['apply']);
  });

  it('prints commands for Vault that name files which are there', () => {
    const commands = lines.filter((line) => line.startsWith('vault policy write '));
    expect(commands.map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'vault policy write terraform-dev-plan',
      'vault policy write terraform-dev-apply',
    ]);
    for (const line of commands) expect(existsSync(join(ROOT, line.split(' ')[4] ?? ''))).toBe(true);
  });

  it('binds each login to one role in AWS', () => {
    const bound = lines.flatMap(
      (line) => / auth\/aws\/role\/(\S+) .*bound_iam_principal_arn=(\S+) /.exec(line)?.slice(1, 3) ?? [],
    );
    expect(bound).toEqual([
      'terraform-dev-plan',
      'arn:aws:iam::111111111111:role/vault-dr-plan',
      'terraform-dev-apply',
      'arn:aws:iam::111111111111:role/vault-dr-apply',
    ]);
  });
});
