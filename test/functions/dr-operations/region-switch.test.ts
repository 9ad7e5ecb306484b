import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOperationEvent } from '../../../functions/dr-operations/event';
import { forRegionSwitch, fromRegionSwitch } from '../../../functions/dr-operations/region-switch';
import type { OperationResult } from '../../../functions/dr-operations/result';

interface Step {
  readonly name: string;
  readonly executionBlockType: string;
  readonly executionBlockConfiguration: {
    readonly customActionLambdaConfig?: {
      readonly regionToRun: string;
      readonly lambdas: readonly { readonly arn: string; readonly payload: string }[];
      readonly ungraceful?: { readonly behavior: string };
    };
  };
}
interface Plan {
  readonly regions: readonly string[];
  readonly workflows: readonly { readonly workflowTargetRegion: string; readonly steps: readonly Step[] }[];
}

const FOLDER = join(__dirname, '..', '..', '..', 'docs', 'region-switch');
const readJson = <T>(file: string): T => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as T;
const PLAN = readJson<Plan>('plan.json');
const CLUSTERS: Readonly<Record<string, string>> = { 'eu-west-1': 'home', 'eu-central-1': 'away' };

/** What Region switch sends: the payload of the plan, and what it merges into it. */
const sent = (payload: object, stepName = 'switchover'): object => ({
  ...payload,
  InvokedBy: 'arc-region-switch.amazonaws.com',
  PlanArn: 'arn:aws:arc-region-switch::111111111111:plan/vault-dr-prod-eu1:0a1b2c',
  ExecutionId: 'eu-central-1/0123456789abcdef',
  StepName: stepName,
});

describe('an event of Region switch', () => {
  it('is the operation of its payload, in the name of the execution', () => {
    const { event, isRegionSwitch } = fromRegionSwitch(sent({ operation: 'switchover', to: 'away' }));
    expect(isRegionSwitch).toBe(true);
    expect(parseOperationEvent(event)).toMatchObject({
      operation: 'switchover',
      to: 'away',
      actor: 'Region switch eu-central-1/0123456789abcdef, switchover',
    });
  });

  it('keeps the checks of every other event', () => {
    const { event } = fromRegionSwitch(sent({ operation: 'failover', to: 'away' }));
    expect(() => parseOperationEvent(event)).toThrow('failover needs a reason');
  });

  it('is no other event', () => {
    const event = { operation: 'switchover', StepName: 'one of four' };
    expect(fromRegionSwitch(event)).toEqual({ event, isRegionSwitch: false });
  });
});

describe('the result for Region switch', () => {
  const result = (outcome: OperationResult['outcome']): OperationResult =>
    ({ operationId: 'id', operation: 'switchover', to: 'away', outcome, summary: 'stopped', steps: [{}] }) as never;

  it('is short', () => {
    expect(forRegionSwitch(result('done'))).toEqual({
      operationId: 'id',
      operation: 'switchover',
      to: 'away',
      outcome: 'done',
      summary: 'stopped',
    });
  });

  it('is an error if the operation stopped half-way, so that the step is repeated', () => {
    expect(() => forRegionSwitch(result('partial'))).toThrow('switchover is not done');
  });
});

describe('the example plan', () => {
  it('makes the cluster of the activated region primary, whichever of the two it is', () => {
    expect(PLAN.workflows.map(({ workflowTargetRegion: region }) => region).sort()).toEqual([...PLAN.regions].sort());
    for (const { workflowTargetRegion, steps } of PLAN.workflows) {
      const blocks = steps.flatMap(({ name, executionBlockConfiguration: { customActionLambdaConfig: config } }) =>
        config ? [{ name, ...config }] : [],
      );
      expect(blocks.map(({ name }) => name)).toEqual(['switchover', 'failover']);
      for (const { name, lambdas, regionToRun } of blocks) {
        expect(regionToRun).toBe('activatingRegion');
        expect(lambdas.map(({ arn }) => arn.split(':')[3])).toEqual(PLAN.regions);
        for (const { payload } of lambdas) {
          const { event } = fromRegionSwitch(sent(JSON.parse(payload) as object, name));
          const parsed = parseOperationEvent(event);
          expect(parsed).toMatchObject({ operation: name, to: CLUSTERS[workflowTargetRegion], accept: [] });
        }
      }
    }
  });

  it('skips the switchover in an ungraceful execution, and asks a person before the failover', () => {
    for (const { steps } of PLAN.workflows) {
      const [switchover, approval, failover] = steps;
      expect(switchover?.executionBlockConfiguration.customActionLambdaConfig?.ungraceful).toEqual({
        behavior: 'skip',
      });
      expect(approval?.executionBlockType).toBe('ManualApproval');
      expect(failover?.executionBlockConfiguration.customActionLambdaConfig?.ungraceful).toBeUndefined();
    }
  });

  it('may call the Lambdas of the plan and nothing else', () => {
    const { Statement } = readJson<{ Statement: { Action: string[]; Resource: string[] }[] }>('execution-role.json');
    const arns = PLAN.workflows.flatMap(({ steps }) =>
      steps.flatMap(
        ({ executionBlockConfiguration: { customActionLambdaConfig: config } }) =>
          config?.lambdas.map(({ arn }) => arn) ?? [],
      ),
    );
    expect(Statement).toEqual([
      { Effect: 'Allow', Action: ['lambda:GetFunction', 'lambda:InvokeFunction'], Resource: [...new Set(arns)] },
    ]);
  });
});
