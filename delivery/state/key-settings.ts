import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyRotationStatusCommand,
  paginateListKeys,
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
        const TargetKeyId = (await findUnnamedKey(clients, store)) ?? (await createKey(clients, store));
        await kms.send(new CreateAliasCommand({ AliasName: store.alias, TargetKeyId }));
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

const descriptionOf = ({ environment }: StateStore): string => `Terraform state of ${environment}`;

async function createKey({ kms }: StateClients, store: StateStore): Promise<string | undefined> {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({
      Description: descriptionOf(store),
      Tags: [{ TagKey: 'environment', TagValue: store.environment }],
    }),
  );
  return KeyMetadata?.KeyId;
}

/** A run that was killed between its two calls has left a key without the alias. */
async function findUnnamedKey({ kms }: StateClients, store: StateStore): Promise<string | undefined> {
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId } of Keys) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      if (KeyMetadata?.Description === descriptionOf(store) && KeyMetadata.KeyState === 'Enabled') return KeyId;
    }
  }
  return undefined;
}
