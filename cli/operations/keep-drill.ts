import type { DrillRecord, DrillRecordEvent } from '../../functions/dr-operations/contract';
import { writeDrill } from '../../functions/dr-operations/drill/record';
import { CLUSTER_NAMES } from '../../functions/shared/contract';
import { VaultDrError } from '../../functions/shared/errors';
import type { Session } from '../session';
import { describeInvocation, invoke } from './invoke';

/** Limit for one call: the Lambda writes two items. */
const CALL_MS = 15_000;

/**
 * Puts a drill into the journal, through the Lambda of a region, or with `--local` from this process.
 *
 * @returns why it is not in the journal, or `undefined` if it is
 */
export async function keepDrill(session: Session, drill: DrillRecord): Promise<string | undefined> {
  return session.options.local ? keepFromHere(session, drill) : keepByLambda(session, drill);
}

/** The other region is asked if the first one does not answer. A drill that is written twice is the same item. */
async function keepByLambda({ aws, settings }: Session, drill: DrillRecord): Promise<string | undefined> {
  const event: DrillRecordEvent = { operation: 'drill-record', drill };
  const failures: string[] = [];
  for (const cluster of CLUSTER_NAMES) {
    const answer = await invoke(aws.lambda(cluster, CALL_MS), settings[cluster].functions['dr-operations'], event);
    if (answer.kind === 'answered') return undefined;
    failures.push(`region of ${cluster}: ${describeInvocation(answer)}`);
  }
  return failures.join('; ');
}

async function keepFromHere({ aws, settings }: Session, drill: DrillRecord): Promise<string | undefined> {
  try {
    await writeDrill({ tables: aws.tables(), tableName: settings.journalTable }, drill);
    return undefined;
  } catch (error) {
    if (error instanceof VaultDrError) return error.message;
    throw error;
  }
}
