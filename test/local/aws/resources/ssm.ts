import { PutParameterCommand, SSMClient, type ParameterType } from '@aws-sdk/client-ssm';
import { ROOT_CREDENTIALS } from '../ministack';
import type { Create } from './target';

const createParameter: Create = async ({ endpoint }, attributes, region) => {
  attributes.ignore('tier');
  const client = new SSMClient({ region, endpoint, credentials: ROOT_CREDENTIALS });
  const name = attributes.text('name');
  await client.send(
    new PutParameterCommand({
      Name: name,
      Type: attributes.text('type') as ParameterType,
      Value: attributes.text('value'),
    }),
  );
  client.destroy();
  return { name };
};

export const SSM: Readonly<Record<string, Create>> = { aws_ssm_parameter: createParameter };
