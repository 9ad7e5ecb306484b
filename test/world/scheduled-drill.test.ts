import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { JournalReader } from '../../cli/operations/journal-reader';
import type { DrillRecord } from '../../functions/dr-operations/contract';
import { config as dev } from '../../live/dev/config';
import { AwsApi } from '../local/aws/api';
import { ACCOUNT_ID, ROOT_CREDENTIALS } from '../local/aws/ministack';
import { TEST_MS } from './limits';
import { shareWorld } from './shared-world';

jest.setTimeout(TEST_MS);

const shared = shareWorld({
  drill: { schedule: 'cron(0 4 1 * ? *)', holdSeconds: 5 },
  schedule: false,
});

const REGION = dev.home.region;
const NAME = `vault-dr-drill-${dev.environment}-${dev.identifier}`;
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:${NAME}`;
const POLL_MS = 500;

interface Execution {
  readonly status: string;
  readonly cause?: string;
}

const states = (action: string, body: object): Promise<Record<string, unknown>> =>
  new AwsApi(shared.current.aws.url).json('states', REGION, `AWSStepFunctions.${action}`, body);

/** Starts the state machine of the stack, as its schedule does. @returns its end */
async function drill(): Promise<Execution & { readonly record: DrillRecord | undefined }> {
  const name = randomUUID();
  const { executionArn } = await states('StartExecution', { stateMachineArn: MACHINE, name, input: '{}' });
  const look = async (): Promise<Execution> =>
    (await states('DescribeExecution', { executionArn })) as unknown as Execution;
  let execution = await look();
  while (execution.status === 'RUNNING') {
    await sleep(POLL_MS);
    execution = await look();
  }
  return { ...execution, record: (await drills()).find(({ drillId }) => drillId === name) };
}

/** Calls that change the replication. */
const changes = (): string[] =>
  shared.current.pair.drCalls.filter(({ method }) => method !== 'GET').map(({ path }) => path);

async function drills(): Promise<readonly DrillRecord[]> {
  const { aws } = shared.current;
  const open = (region: string): DynamoDBClient =>
    new DynamoDBClient({ region, endpoint: aws.url, credentials: ROOT_CREDENTIALS });
  const tables = { home: open(dev.home.region), away: open(dev.away.region) };
  try {
    return (await new JournalReader(tables, `vault-dr-journal-${dev.environment}-${dev.identifier}`).readDrills(100))
      .drills;
  } finally {
    tables.home.destroy();
    tables.away.destroy();
  }
}

describe('a drill by the state machine of the stack', () => {
  it('switches over and back, and leaves its evidence in the journal of both regions', async () => {
    const { status, record } = await drill();
    expect({ status, record }).toMatchObject({
      status: 'SUCCEEDED',
      record: {
        verdict: 'met',
        measuredBy: 'schedule',
        primary: 'home',
        legs: [
          { to: 'away', outcome: 'done', switchMs: expect.any(Number) as number },
          { to: 'home', outcome: 'done', switchMs: expect.any(Number) as number },
        ],
      },
    });
    expect(shared.current.pair.lostWrites('home')).toEqual([]);
  });

  it('changes nothing while the pair is not healthy, and says who is primary', async () => {
    await shared.current.pair.away.inject({ kind: 'refuse' });
    const { status, cause, record } = await drill();
    expect({ status, cause, legs: record?.legs, verdict: record?.verdict }).toEqual({
      status: 'FAILED',
      cause: expect.stringMatching(/^The drill is unfinished .*home is primary\.$/) as string,
      legs: [],
      verdict: 'unfinished',
    });
    expect(changes()).toEqual([]);
  });

  it('changes nothing while what begins by itself is paused', async () => {
    const { error } = await shared.current.invoke('away', 'dr-operations', { operation: 'pause', reason: 'a test' });
    expect(error).toBeUndefined();
    const { status, record } = await drill();
    await shared.current.invoke('away', 'dr-operations', { operation: 'resume' });
    expect({ status, record }).toMatchObject({ status: 'FAILED', record: { legs: [], primary: 'home' } });
    expect(changes()).toEqual([]);
  });

  it('runs once if the schedule fires twice', async () => {
    const ends = await Promise.all([drill(), drill()]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['FAILED', 'SUCCEEDED']);
    expect(ends.map(({ record }) => record?.legs.length).sort()).toEqual([0, 2]);
  });
});
