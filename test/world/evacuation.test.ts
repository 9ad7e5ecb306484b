import { setTimeout as sleep } from 'node:timers/promises';
import { config as dev } from '../../live/dev/config';
import { AwsApi } from '../local/aws/api';
import { ACCOUNT_ID } from '../local/aws/ministack';
import type { World } from '../local/world';
import { createEvacuation } from '../local/evacuation';
import { functionName } from '../local/region';
import { TEST_MS } from './limits';
import { statusOf } from './operate';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld();
const away = dev.away.region;
let machine: string;

interface Evacuated {
  readonly names?: {
    readonly pairs: readonly { readonly outcome: string; readonly why?: string }[];
    readonly status: string;
  };
  readonly stopped?: { readonly Error: string };
  readonly checks: readonly { readonly pair: string; readonly away?: string; readonly problems?: readonly string[] }[];
}

async function evacuate(world: World): Promise<Evacuated> {
  const api = new AwsApi(world.aws.url);
  const { environment, identifier, home } = dev;
  const pair = {
    pair: `${environment}/${identifier}`,
    to: 'away',
    functionArn: `arn:aws:lambda:${away}:${ACCOUNT_ID}:function:${functionName('dr-operations')}`,
    due: {
      environment,
      identifier,
      to: 'away',
      journalTable: `vault-dr-journal-${environment}-${identifier}`,
      regions: { home: home.region, away },
      dns: {
        hostedZoneIds: [world.hostedZoneId],
        clientName: world.clientName,
        setIdentifiers: {
          home: `vault-home-${environment}-${identifier}`,
          away: `vault-away-${environment}-${identifier}`,
        },
      },
    },
  };
  const input = JSON.stringify({ pairs: [pair], reason: 'a test', actor: 'test' });
  const call = (name: string, body: object) => api.json('states', away, `AWSStepFunctions.${name}`, body);
  const { executionArn } = await call('StartExecution', { stateMachineArn: machine, input });
  for (;;) {
    const { status, output, error, cause } = await call('DescribeExecution', { executionArn });
    if (status === 'SUCCEEDED') return JSON.parse(String(output)) as Evacuated;
    if (status !== 'RUNNING')
      throw new Error(`the evacuation ended with ${String(status)}: ${String(error)} ${String(cause)}`);
    await sleep(200);
  }
}

describe('an evacuation', () => {
  beforeAll(async () => {
    machine = await createEvacuation(shared.current);
  }, TEST_MS);

  it('promotes the pair, then moves its name, then looks at it', async () => {
    const world = shared.current;
    await world.pair.home.inject({ kind: 'refuse' });
    const { names, stopped, checks } = await evacuate(world);
    expect(stopped).toBeUndefined();
    expect(names).toMatchObject({ pairs: [{ outcome: 'moved' }], status: 'INSYNC' });
    expect(checks).toMatchObject([{ away: 'primary' }]);
    expect(checks[0]?.problems).not.toContain('name-due');
    expect(await world.weights()).toEqual({ home: 0, away: 255 });
  });

  it('moves no name of a pair whose failover was refused', async () => {
    const world = shared.current;
    await world.pair.home.inject({ kind: 'refuse' });
    await world.pair.away.inject({ kind: 'refuse' });
    const { names, stopped, checks } = await evacuate(world);
    expect(stopped?.Error).toBe('States.ExceedToleratedFailureThreshold');
    expect(names?.pairs).toMatchObject([{ outcome: 'left' }]);
    expect(checks).toHaveLength(1);
    expect(await world.weights()).toEqual({ home: 255, away: 0 });
  });

  it('is over for status when the name has moved', async () => {
    const world = shared.current;
    await world.pair.home.inject({ kind: 'refuse' });
    await evacuate(world);
    const { problems } = await statusOf(world);
    expect(problems.map(({ kind }) => kind)).toEqual(['not-following']);
  });
});
