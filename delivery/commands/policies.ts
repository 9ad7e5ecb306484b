import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { AGENT_ROLES, type Access } from '../../live/agents';
import { CONFIGS } from '../../live/environments';
import { vaultRoleName } from '../../live/shared/vault-login';
import { ROOT } from '../paths';
import { bucketPolicy, rolePolicies, vaultPolicy } from '../policies/render';
import { stateStoreOf } from '../state/desired';
import { parseEnvironment, type Arguments } from './arguments';

/** Lifetime of Terraform's token: longer than the longest apply. */
const TOKEN_TTL = '2h';

/** `make policies`: writes the policies of an environment as files, and prints the commands that make the logins in Vault. */
export function policies({ env }: Arguments): void {
  const environment = parseEnvironment(env);
  const config = CONFIGS[environment];
  const folder = join(ROOT, 'out', 'policies', environment);
  rmSync(folder, { recursive: true, force: true });
  const write = (name: string, content: string): string => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return relative(ROOT, file);
  };
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

  console.log(`# ${write('bucket.json', json(bucketPolicy(stateStoreOf(config))))}`);
  for (const access of Object.keys(AGENT_ROLES) as Access[]) {
    const { name, trust, policies: allowed } = rolePolicies(config, access);
    for (const [policy, document] of Object.entries({ trust, ...allowed })) {
      console.log(`# ${write(join(name, `${policy}.json`), json(document))}`);
    }
  }
  if (config.vaultLoginRole === undefined) return;
  for (const access of ['plan', 'apply'] as const) {
    const role = vaultRoleName(config, access);
    const principal = `arn:aws:iam::${config.accountId}:role/${rolePolicies(config, access).name}`;
    console.log(`vault policy write ${role} ${write(`vault-${access}.hcl`, vaultPolicy(config, access))}`);
    console.log(
      `vault write auth/${config.awsAuth?.path ?? 'aws'}/role/${role} auth_type=iam ` +
        `bound_iam_principal_arn=${principal} token_policies=${role} token_ttl=${TOKEN_TTL} token_max_ttl=${TOKEN_TTL}`,
    );
  }
}
