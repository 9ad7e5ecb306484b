/** Runs a demonstration in the local world. Usage: `tsx test/demo/main.ts [failover|switchover|cluster|community]` */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { renderHtml } from '../../cli/report/render-html';
import { renderText } from '../../cli/report/render-text';
import { seconds, type Timeline, type TimelineEvent } from '../../cli/report/timeline';
import { stopOnSignal } from '../helpers/stop-on-signal';
import { startWorld, type World } from '../local/world';
import { playCluster } from './cluster';
import { playCommunity } from './community';
import { lanesOf } from './lanes';
import { SCENARIOS, type ScenarioName } from './scenarios';
import { Story } from './story';

const TITLES: Readonly<Record<ScenarioName, string>> = {
  failover: 'The primary is lost: failover, rejoin, failback',
  switchover: 'A planned switchover',
};
const OUT = join(__dirname, '..', '..', 'out', 'demo');
const EXIT_USAGE = 64;
const COMMUNITY = ['community-snapshot', 'community-postgres'];
/** What shows something else than the local world, by its name. */
const OTHERS = { cluster: showCluster, community: showCommunity } as const;

/** How long away still reports `connected` to a black-holed home, milliseconds. A person takes longer to decide. */
const NOTICED_MS = 0;

async function main(): Promise<void> {
  const name = process.argv[2] ?? 'failover';
  if (name in OTHERS) return OTHERS[name as keyof typeof OTHERS]();
  if (!(name in SCENARIOS)) {
    console.error(
      `SCENARIO=${name} is unknown: use one of ${[...Object.keys(SCENARIOS), ...Object.keys(OTHERS)].join(', ')}`,
    );
    process.exitCode = EXIT_USAGE;
    return;
  }
  const scenario = name as ScenarioName;
  const beganAt = Date.now();
  console.log('Starting the local world: emulated AWS, OpenBao, two simulated Enterprise clusters …');
  const world = await startWorld({ timings: { primarySilenceNoticeMs: NOTICED_MS } });
  const forget = stopOnSignal(() => world.stop());
  try {
    console.log(`The world started in ${seconds(Date.now() - beganAt)}, with the synthesised stack of dev.\n`);
    report(scenario, await play(world, scenario));
  } finally {
    forget();
    await world.stop();
  }
}

/** The nodes themselves, in place of a pair. */
async function showCluster(): Promise<void> {
  console.log('Launching nodes: each runs its rendered user data and a real OpenBao …');
  report('cluster', await playCluster(tell));
}

/** Pairs without Vault Enterprise: each way to copy has a report of its own. */
async function showCommunity(): Promise<void> {
  console.log('Starting real OpenBao pairs: one that copies snapshots, then one on PostgreSQL …');
  for (const [index, timeline] of (await playCommunity(tell)).entries())
    report(COMMUNITY[index] ?? 'community', timeline);
}

const tell = ({ atMs, text }: TimelineEvent): void => console.log(`  ${seconds(atMs).padStart(9)}  ${text}`);

async function play(world: World, scenario: ScenarioName): Promise<Timeline> {
  const client = world.client();
  const story = new Story(world, client, tell);
  try {
    await SCENARIOS[scenario](story);
  } catch (error) {
    // The report still shows what happened until then.
    story.figure('the demonstration ended as planned', error instanceof Error ? error.message : 'no', false);
  } finally {
    await client.stop();
  }
  const durationMs = Date.now() - story.startedAt;
  return {
    title: TITLES[scenario],
    sentence: story.sentence,
    place: 'the local world',
    startedAt: new Date(story.startedAt).toISOString(),
    durationMs,
    lanes: lanesOf(story, durationMs),
    events: story.events,
    figures: story.figures,
  };
}

/** Shows it, writes the page, and fails if a figure is not as expected. */
function report(scenario: string, timeline: Timeline): void {
  console.log(renderText(timeline, process.stdout.isTTY && !process.env['NO_COLOR']));
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, `${scenario}.html`);
  writeFileSync(file, renderHtml(timeline));
  console.log(`  With a picture: ${relative(process.cwd(), file)}\n`);
  const failed = timeline.figures.filter(({ ok }) => !ok).length;
  if (failed > 0) process.exitCode = 1;
  console.log(
    failed === 0 ? `  all ok (${timeline.figures.length} figures)\n` : `  ${failed} figures are not as expected\n`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
