import type { Clock } from '../../functions/shared/clock';
import { Deadline } from '../../functions/shared/clock';
import { otherCluster, type ClusterName } from '../../functions/shared/contract';
import { OperationTokenError, StepError } from '../../functions/shared/errors';
import { readOperationToken, type OperationToken } from '../../functions/shared/operation-token';
import type { Secret } from '../../functions/shared/secret';
import { credentialProblem } from '../credentials';
import type { Session } from '../session';

/** Limit for one region, so that a lost one does not delay the other. */
const READ_MS = 4_000;

/** A break-glass token, which `dr-operation-token-gen` made before the outage. */
export interface PreparedToken {
  readonly token: Secret;
  /** AWS region whose secret it is from. */
  readonly region: string;
}

/** What an operator can do if `generate-operation-token` needs a token and there is none. */
export const GENERATION_REMEDY =
  'Set VAULT_TOKEN to a root or batch token that may use sys/replication/dr/secondary/generate-operation-token/*, or set ' +
  'enable_unauthenticated_access = ["generate-operation-token"] on its servers and send them SIGHUP.';

/**
 * Reads the break-glass token: first in the region of the cluster that asks for it, then in the other region, whose token
 * both clusters accept too.
 *
 * @throws StepError that says why neither region gives one
 */
export async function readPreparedToken(
  session: Pick<Session, 'aws' | 'settings'>,
  cluster: ClusterName,
  clock: Clock,
): Promise<PreparedToken> {
  const failures: string[] = [];
  for (const name of [cluster, otherCluster(cluster)]) {
    const { region } = session.settings[name];
    const read = await readTokenOf(session, name, clock);
    if (read.kind === 'usable') return { token: read.token.token, region };
    failures.push(`in ${region} it is ${read.problem}: ${read.detail}`);
  }
  throw new StepError(
    `${cluster} requires a token to generate an operation token, and no break-glass token can be read: ${failures.join('; ')}`,
    `Mend that and run the same command again. Or: ${GENERATION_REMEDY}`,
  );
}

/** The break-glass token of one region, or why there is none. */
export type ReadToken =
  | { readonly kind: 'usable'; readonly token: OperationToken }
  | { readonly kind: 'none'; readonly problem: OperationTokenError['problem']; readonly detail: string };

/** Reads the break-glass token in the region of a cluster, with the operator's AWS identity. */
export async function readTokenOf(
  { aws, settings }: Pick<Session, 'aws' | 'settings'>,
  cluster: ClusterName,
  clock: Clock,
): Promise<ReadToken> {
  const deadline = Deadline.in(clock, READ_MS);
  const { breakGlassSecretArn } = settings[cluster];
  try {
    const { secrets } = aws.engine(cluster);
    return { kind: 'usable', token: await readOperationToken(secrets, breakGlassSecretArn, clock.now(), deadline) };
  } catch (error) {
    if (!(error instanceof OperationTokenError)) throw error;
    return { kind: 'none', problem: error.problem, detail: await detailOf(error) };
  }
}

async function detailOf({ detail, cause }: OperationTokenError): Promise<string> {
  const problem = cause instanceof Error ? await credentialProblem(cause) : undefined;
  if (problem !== undefined) return problem;
  if (cause instanceof Error && cause.name === 'AccessDeniedException') {
    return 'your AWS identity needs secretsmanager:GetSecretValue on the secret and kms:Decrypt on its key';
  }
  return detail.replace(/\.$/, '');
}
