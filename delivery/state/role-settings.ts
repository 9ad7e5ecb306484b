import { isDeepStrictEqual } from 'node:util';
import type { Access } from '../../live/agents';
import { rolePolicies, type PolicyDocument, type RolePolicies } from '../policies/render';
import type { EnvironmentConfig } from '../../live/shared/environment-config';
import { textOf, type IamApi } from './iam-api';
import { readIfThere, type Setting } from './setting';

/** The roles of the delivery in the account of an environment. Policies of others on them stay as they are. */
export const roleSettings = (iam: IamApi, config: EnvironmentConfig, accesses: readonly Access[]): Setting[] =>
  accesses.flatMap((access) => settingsOf(iam, config, rolePolicies(config, access)));

function settingsOf(iam: IamApi, { environment }: EnvironmentConfig, role: RolePolicies): Setting[] {
  const { name: RoleName, trust, policies } = role;
  const read = (): Promise<string | undefined> => readIfThere(iam.call('GetRole', { RoleName }));
  return [
    {
      what: `create the role ${RoleName}`,
      isSet: async () => (await read()) !== undefined,
      set: () =>
        iam.call('CreateRole', {
          RoleName,
          AssumeRolePolicyDocument: JSON.stringify(trust),
          Description: `Delivery of vault-dr to ${environment}`,
        }),
    },
    {
      what: `let only its agents take the role ${RoleName}`,
      isSet: async () => isSame(textOf((await read()) ?? '', 'AssumeRolePolicyDocument'), trust),
      set: () => iam.call('UpdateAssumeRolePolicy', { RoleName, PolicyDocument: JSON.stringify(trust) }),
    },
    ...Object.entries(policies).map(([PolicyName, policy]): Setting => {
      const name = { RoleName, PolicyName };
      return {
        what: `give the role ${RoleName} the policy ${PolicyName}`,
        isSet: async () => {
          const answer = await readIfThere(iam.call('GetRolePolicy', name));
          return isSame(textOf(answer ?? '', 'PolicyDocument'), policy);
        },
        set: () => iam.call('PutRolePolicy', { ...name, PolicyDocument: JSON.stringify(policy) }),
      };
    }),
  ];
}

/** @param text a policy as IAM returns it, URL-encoded */
const isSame = (text: string | undefined, wanted: PolicyDocument): boolean =>
  text !== undefined && isDeepStrictEqual(JSON.parse(decodeURIComponent(text)), wanted);
