import { PutParameterCommand, SSMClient, type ParameterType } from '@aws-sdk/client-ssm';
import { ACCOUNT_ID, ROOT_CREDENTIALS } from '../ministack';
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

/** The emulator runs no document of one's own, so that the name is all that anybody needs of it. */
const createDocument: Create = (_target, attributes, region) => {
  attributes.ignore('document_type', 'document_format', 'target_type');
  const name = attributes.text('name');
  JSON.parse(attributes.text('content'));
  return Promise.resolve({ name, arn: `arn:aws:ssm:${region}:${ACCOUNT_ID}:document/${name}` });
};

export const SSM: Readonly<Record<string, Create>> = {
  aws_ssm_document: createDocument,
  aws_ssm_parameter: createParameter,
};
