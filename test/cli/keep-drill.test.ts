import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OperatorAws } from '../../cli/aws';
import type { EnvironmentSettings } from '../../cli/config';
import { keepDrill } from '../../cli/operations/keep-drill';
import type { Session } from '../../cli/session';
import type { DrillRecord } from '../../functions/dr-operations/contract';

const DRILL: DrillRecord = {
  drillId: 'one',
  startedAt: '2026-01-06T09:00:00.000Z',
  durationMs: 1,
  actor: 'jo@desk',
  measuredBy: 'health',
  targets: { rtoSeconds: 60 },
  legs: [],
  verdict: 'unfinished',
};

/** A Lambda service. It answers each invocation of a function with the status that the test has set. */
const asked: string[] = [];
let statusOf: Readonly<Record<string, number>> = {};
const server = createServer((request, response) => {
  const [, name = ''] = /functions\/([^/]+)\//.exec(request.url ?? '') ?? [];
  asked.push(name);
  request.resume().on('end', () => response.writeHead(statusOf[name] ?? 200).end('{}'));
});

let aws: OperatorAws;
let session: Session;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cluster = (name: string) => ({ region: `eu-${name}-1`, functions: { 'dr-operations': name } });
  const settings = {
    home: cluster('home'),
    away: cluster('away'),
    journalTable: 'journal',
    awsEndpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  } as unknown as EnvironmentSettings;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
  aws = new OperatorAws(settings);
  session = { settings, aws, options: { output: 'table' } } as unknown as Session;
});
afterAll(async () => {
  aws.close();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => void (asked.length = 0));

describe('what a drill measured', () => {
  it('is kept by one Lambda', async () => {
    statusOf = {};
    expect(await keepDrill(session, DRILL)).toBeUndefined();
    expect(asked).toEqual(['home']);
  });

  it('is kept by the other Lambda if the first one does not answer', async () => {
    statusOf = { home: 503 };
    expect(await keepDrill(session, DRILL)).toBeUndefined();
    expect(asked).toEqual(['home', 'away']);
  });

  it('is reported with a reason for each region if no Lambda keeps it', async () => {
    statusOf = { home: 503, away: 503 };
    expect(await keepDrill(session, DRILL)).toMatch(/^region of home: .+; region of away: /);
  });
});
