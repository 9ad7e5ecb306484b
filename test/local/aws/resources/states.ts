import type { Create } from './target';

const createStateMachine: Create = async ({ api }, attributes, region) => {
  attributes.ignore('logging_configuration', 'tracing_configuration');
  const name = attributes.text('name');
  const answer = await api.json('states', region, 'AWSStepFunctions.CreateStateMachine', {
    name,
    type: attributes.text('type'),
    roleArn: attributes.text('role_arn'),
    definition: attributes.text('definition'),
  });
  return { name, arn: String(answer['stateMachineArn']) };
};

export const STATES: Readonly<Record<string, Create>> = { aws_sfn_state_machine: createStateMachine };
