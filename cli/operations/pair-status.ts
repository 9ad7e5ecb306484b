import type { EnvironmentSettings } from '../config';
import type { Session } from '../session';
import { advise, type Advice } from './advise';
import { assess, type Assessment } from './assess';
import { JournalReader, type JournalView } from './journal-reader';
import { askNameServers, type NameAnswer } from './name-servers';
import { gather } from './gather';
import { viewFrom, type RegionView } from './pair-views';

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

/** Answers that the status is made of. */
interface Answers {
  readonly home: RegionView;
  readonly away: RegionView;
  readonly nameServers: NameAnswer[];
  readonly journal: JournalView;
}

/** A status that is not complete yet, and what it still waits for. */
export type OnPartial = (status: PairStatus, awaited: readonly string[]) => void;

/**
 * Reads clusters, name servers and journal in parallel, and derives the next command.
 *
 * @param onPartial called when an answer is late, and for each answer after that
 */
export async function readPairStatus(session: Session, onPartial: OnPartial = () => undefined): Promise<PairStatus> {
  const { aws, settings } = session;
  const names: Readonly<Record<keyof Answers, string>> = {
    home: `the Lambda in ${settings.home.region}`,
    away: `the Lambda in ${settings.away.region}`,
    nameServers: 'the name servers',
    journal: 'the journal',
  };
  const answers = await gather<Answers>(
    {
      home: viewFrom(session, 'home'),
      away: viewFrom(session, 'away'),
      nameServers: askNameServers(settings),
      journal: new JournalReader(aws.tables(), settings.journalTable).read(1),
    },
    (known, awaited) =>
      onPartial(
        statusFrom(settings, known),
        awaited.map((name) => names[name]),
      ),
  );
  return statusFrom(settings, answers);
}

function statusFrom(settings: EnvironmentSettings, answers: Partial<Answers>): PairStatus {
  const { home, away, nameServers = [], journal } = answers;
  const assessment = assess({ home, away }, nameServers);
  const underWay = journal?.lease?.holder;
  const isComplete = home !== undefined && away !== undefined && journal !== undefined;
  return {
    environment: settings.name,
    clientName: settings.clientName,
    at: new Date().toISOString(),
    ...assessment,
    ...(underWay !== undefined && { underWay }),
    nameServers,
    next: underWay === undefined && isComplete ? advise(settings, assessment) : [],
  };
}
