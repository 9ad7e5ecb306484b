import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsClients } from '../../functions/dr-operations/aws-clients';
import { met } from './kinds';
import type { TableName } from './network';
import type { Failures, SimRun } from './sim-run';
import type { AnyWorld } from './sim-pair';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

const failure = (name: string, status?: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

const FAILURES: Failures = {
  reset: () => failure('TimeoutError'),
  silent: () => failure('TimeoutError'),
  unavailable: () => failure('ServiceUnavailable', 503),
  denied: () => failure('AccessDeniedException', 400),
  garbled: () => failure('SyntaxError'),
};
const TIMEOUT_MS = 1_000;

/** The AWS clients of one run. @param region where it runs */
export function awsFor(world: AnyWorld, run: SimRun, region: TableName = run.region): AwsClients {
  const through = <C>(answer: (command: Command, askedAt: number) => object | Promise<object>): C =>
    ({
      send: (command: Command) => {
        const askedAt = world.clock.now();
        return run.call(() => answer(command, askedAt), FAILURES, TIMEOUT_MS);
      },
    }) as unknown as C;
  const table = (name: TableName): DynamoDBClient =>
    through((command) => answerOfTable(world, { run, region }, name, command));
  return {
    tables: {
      home: table('home'),
      away: table('away'),
      ...(world.habits.hasWitness && { witness: table('witness') }),
    },
    ...(world.habits.automatic && {
      homeSts: through<NonNullable<AwsClients['homeSts']>>(() => (world.network.homeSts[region] ? {} : timeOut(world))),
    }),
    secrets: through<SecretsManagerClient>(() => world.tokens.secret()),
    route53: through<Route53Client>((command, askedAt) => {
      if (command.constructor.name === 'ChangeResourceRecordSetsCommand') {
        world.watch.acts(run, 'switch-dns');
        world.watch.changesName(run, command.input, askedAt);
      }
      return world.answerOfRoute53(command);
    }),
  };
}

interface Caller {
  readonly run: SimRun;
  readonly region: TableName;
}

function answerOfTable(
  world: AnyWorld,
  { run, region }: Caller,
  name: TableName,
  command: Command,
): object | Promise<object> {
  const table = world.tableOf(name);
  const isReached = world.network.reachesTable(region, name);
  if (!isReached) met('a call to a table that cannot be reached');
  if (!isReached || table.behaviour !== 'answers') world.watch.misses(run, name);
  if (!isReached || table.behaviour === 'black-holed') return timeOut(world);
  if (table.behaviour === 'fails') throw FAILURES.unavailable();
  const answer = table.answer(command);
  if (command.constructor.name === 'PutItemCommand') {
    world.watch.kept(run, command.input, name);
    world.watchers?.kept(command.input);
  }
  return answer;
}

async function timeOut({ clock }: AnyWorld): Promise<never> {
  await clock.wait(TIMEOUT_MS);
  throw FAILURES.silent();
}
