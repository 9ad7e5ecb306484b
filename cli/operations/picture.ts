import { JournalReader } from './journal';
import { advise, type Advice } from './advise';
import { assess, type Assessment } from './assess';
import { askNameServers, type NameAnswer } from './name-servers';
import { survey } from './survey';
import type { Session } from '../session';

/** Everything that `status` shows. */
export interface Picture extends Assessment {
  readonly environment: string;
  readonly clientName: string;
  /** ISO 8601. */
  readonly at: string;
  /** Who acts on the pair at this moment. */
  readonly underWay?: string;
  readonly nameServers: readonly NameAnswer[];
  /** What to do now, most urgent first. */
  readonly next: readonly Advice[];
}

/** Looks at everything side by side, and says what to do. */
export async function takePicture(session: Session): Promise<Picture> {
  const { aws, settings } = session;
  const [views, nameServers, journal] = await Promise.all([
    survey(session),
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
