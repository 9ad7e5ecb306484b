import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { BundleName, ClusterName } from '../../../functions/shared/contract';
import { KmsGrants } from '../aws/kms-grants';
import { LambdaProcesses } from '../aws/lambda-processes';
import { ROOT_CREDENTIALS, startMinistack } from '../aws/ministack';
import { StrictProxy } from '../aws/strict-proxy';
import type { Stops } from '../stops';

export const REGIONS = { home: 'eu-west-1', away: 'eu-central-1' } as const;

/** The emulated AWS in which a pair is deployed. */
export interface Emulator {
  /** The API of AWS, in which a test injects faults. */
  readonly aws: StrictProxy;
  readonly grants: KmsGrants;
  /** Output of the emulator and the Lambdas. */
  readonly logs: () => string;
}

interface EmulatorPlace {
  readonly directory: string;
  readonly stops: Stops;
  /** More variables of the Lambdas. */
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startEmulator({ directory, stops, environment }: EmulatorPlace): Promise<Emulator> {
  const processes = new LambdaProcesses(directory);
  const grants = new KmsGrants();
  const aws = await StrictProxy.start({ kms: { grants, identify: (key) => processes.identify(key) } });
  stops.push(() => aws.stop());
  const ministack = await startMinistack({
    directory,
    environment: { ...aws.environment, ...processes.environment, ...environment },
  });
  stops.push(() => ministack.stop());
  aws.target = ministack.url;
  return { aws, grants, logs: () => ministack.output() };
}

/** The Lambdas of a deployed pair, in the regions of both clusters. */
export class DeployedLambdas {
  readonly #clients: Readonly<Record<ClusterName, LambdaClient>>;

  /** @param suffix `<environment>-<identifier>` */
  constructor(
    endpoint: string,
    private readonly suffix: string,
    stops: Stops,
  ) {
    const client = (region: string): LambdaClient => {
      const made = new LambdaClient({ region, endpoint, credentials: ROOT_CREDENTIALS, maxAttempts: 1 });
      stops.push(() => made.destroy());
      return made;
    };
    this.#clients = { home: client(REGIONS.home), away: client(REGIONS.away) };
  }

  /** Invokes a Lambda, as the schedule or an operator would. @throws Error with the error of the Lambda */
  async invoke<Answer extends object = Record<string, unknown>>(
    cluster: ClusterName,
    lambda: BundleName,
    event: object,
  ): Promise<Answer> {
    const FunctionName = this.nameOf(lambda);
    const answer = await this.#clients[cluster].send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
    );
    const text = Buffer.from(answer.Payload ?? []).toString();
    if (answer.FunctionError) throw new Error(`${lambda} failed: ${text}`);
    return JSON.parse(text) as Answer;
  }

  nameOf(lambda: BundleName): string {
    return `vault-${lambda}-${this.suffix}`;
  }
}
