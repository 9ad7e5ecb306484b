import type { Session } from '../session';
import { advise, type Advice } from './advise';
import { assess, type Assessment } from './assess';
import { JournalReader } from './journal-reader';
import { askNameServers, type NameAnswer } from './name-servers';
import { viewPair } from './pair-views';

/** Everything that `vault-dr status` shows. */
export interface PairStatus extends Assessment {
  readonly environment: string;
  readonly clientName: string;
  /** ISO 8601. */
  readonly at: string;
  /** Holder of the lease, if an operation is running. */
  readonly underWay?: string;
  readonly nameServers: readonly NameAnswer[];
  /** Commands to run now, most urgent first. */
  readonly next: readonly Advice[];
}

/** Reads clusters, name servers and journal in parallel, and derives the next command. */
export async function readPairStatus(session: Session): Promise<PairStatus> {
  const { aws, settings } = session;
  const [views, nameServers, journal] = await Promise.all([
    viewPair(session),
    askNameServers(settings),
    new JournalReader(aws.tables(), settings.journalTable).read(1),
  ]);
  const assessment = assess(views, nameServers);
  const underWay = journal.lease?.holder;
  return {
    environment: settings.name,
    clientName: settings.clientName,
    at: new Date().toISOString(),
    ...assessment,
    ...(underWay !== undefined && { underWay }),
    nameServers,
    next: underWay === undefined ? advise(settings, assessment) : [],
  };
}
