import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsClients } from '../../functions/dr-operations/aws-clients';
import type { Failures, SimRun } from './sim-run';
import type { SimWorld } from './sim-world';

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

/** AWS as one run reaches it. */
export function awsFor(world: SimWorld, run: SimRun): AwsClients {
  const through = <C>(answer: (command: Command) => object): C =>
    ({ send: (command: Command) => run.call(() => answer(command), FAILURES, TIMEOUT_MS) }) as unknown as C;
  const table = (name: 'home' | 'away'): DynamoDBClient =>
    through((command) => {
      if (world.tables[name].behaviour !== 'answers') throw FAILURES.unavailable();
      const answer = world.tables[name].answer(command);
      if (command.constructor.name === 'PutItemCommand') world.watch.kept(run, command.input);
      return answer;
    });
  return {
    tables: { home: table('home'), away: table('away') },
    secrets: through<SecretsManagerClient>(() => world.tokens.secret()),
    route53: through<Route53Client>((command) => {
      if (command.constructor.name === 'ChangeResourceRecordSetsCommand') {
        world.watch.acts(run, 'switch-dns');
        world.watch.changesName(command.input);
      }
      return world.route53.answer(command);
    }),
  };
}
