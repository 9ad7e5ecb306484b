import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
} from '@aws-sdk/client-kms';
import type { StateClients } from './clients';
import type { StateStore } from './desired';
import { readIfThere, type Setting } from './setting';

/** @returns the id of the key with the alias; `undefined` when there is none yet */
export async function findKey({ kms }: StateClients, { alias }: StateStore): Promise<string | undefined> {
  const answer = await readIfThere(kms.send(new DescribeKeyCommand({ KeyId: alias })));
  return answer?.KeyMetadata?.KeyId;
}

/** The key of a state bucket. It encrypts nothing else. */
export function keySettings(clients: StateClients, store: StateStore): Setting[] {
  const { kms } = clients;
  return [
    {
      what: `create the key ${store.alias}`,
      isSet: async () => (await findKey(clients, store)) !== undefined,
      set: async () => {
        const { KeyMetadata } = await kms.send(
          new CreateKeyCommand({
            Description: `Terraform state of ${store.environment}`,
            Tags: [{ TagKey: 'environment', TagValue: store.environment }],
          }),
        );
        await kms.send(new CreateAliasCommand({ AliasName: store.alias, TargetKeyId: KeyMetadata?.KeyId }));
      },
    },
    {
      what: 'rotate the key every year',
      isSet: async () => {
        const KeyId = await findKey(clients, store);
        if (KeyId === undefined) return false;
        return (await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled === true;
      },
      set: async () => kms.send(new EnableKeyRotationCommand({ KeyId: await findKey(clients, store) })),
    },
  ];
}
