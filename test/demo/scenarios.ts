import { describeLoss } from '../../cli/render/phrases';
import { ERROR_BUDGET_MS, seconds } from '../../cli/report/timeline';
import { until } from '../helpers/until';
import { succeeded } from '../local/invocation';
import type { Story } from './story';

/** Number of writes before the first happening and after each operation. */
const CALM_WRITES = 20;

export const SCENARIOS = { failover, switchover } as const;
export type ScenarioName = keyof typeof SCENARIOS;

/** The main job: the primary is lost; failover, rejoin, failback. */
async function failover(story: Story): Promise<void> {
  const { world } = story;
  await begin(story);

  await world.pair.home.inject({ kind: 'black-hole' });
  const lostAt = Date.now();
  story.note('home is a black hole: it accepts connections and never answers; away reports that it is disconnected');
  const failedOver = await story.operate('away', { operation: 'failover', reason: 'demo: home is lost' });
  await story.untilClientWrites('away', CALM_WRITES);
  const lost = world.pair.lostWrites('away').length;

  const backAt = Date.now();
  await world.pair.home.restore();
  story.note('home is back and is still a primary');
  const { problems } = await story.status('away');
  story.note(`status says: ${problems[0]?.text ?? 'nothing'}`);
  // The rejoin discards writes that only home has, which needs acceptance.
  const accept = await story.objectionsTo('away', 'rejoin');
  const rejoined = await story.operate('away', { operation: 'rejoin', accept, reason: 'demo: home is back' });
  await story.untilClientWrites('away', CALM_WRITES);

  const failbackAt = Date.now();
  const failedBack = await story.operate('home', { operation: 'failback' });
  await story.untilClientWrites('home', CALM_WRITES);
  await story.client.stop();

  // An operator waits from the call on, not from the first line of the Lambda.
  const calledAt = story.calledAt(failedOver);
  const switchedAt = story.nameSwitchedAt(failedOver);
  const writesAt = story.firstWriteAt('away', calledAt);
  expectDone(story, 'failover', failedOver.outcome === 'done');
  story.figure(
    "  operator's call to name moved",
    switchedAt ? seconds(switchedAt - calledAt) : 'never',
    switchedAt !== undefined,
  );
  story.figure(
    "  operator's call to first write",
    writesAt ? seconds(writesAt - calledAt) : 'never',
    writesAt !== undefined,
  );
  const outageMs = story.outageBetween(lostAt, backAt);
  story.figure('  client could not write', seconds(outageMs), outageMs > 0);
  story.figure(
    '  possible loss, announced before',
    describeLoss(failedOver.possibleLoss),
    failedOver.possibleLoss !== undefined,
  );
  story.figure('  acknowledged writes lost', String(lost), lost <= CALM_WRITES, 'at most those of the last moments');
  expectDone(
    story,
    'two primaries were reported',
    problems.some(({ kind }) => kind === 'two-primaries'),
  );
  story.figure('  discarded by rejoin, announced before', describeLoss(rejoined.possibleLoss), true);
  expectDone(story, 'rejoin', rejoined.outcome === 'done' && rejoined.left.length === 0);
  expectDone(story, 'failback', failedBack.outcome === 'done' && failedBack.left.length === 0);
  const { outage, lostWrites } = await finish(story, { swapAt: failbackAt, lostBefore: lost, primary: 'home' });
  const isBack = rejoined.outcome === 'done' && failedBack.outcome === 'done';
  story.sentence = [
    `Home was lost. The client could not write for ${seconds(outageMs)}.`,
    writesAt
      ? `It wrote to away ${seconds(writesAt - calledAt)} after the operator called the failover.`
      : 'It never wrote to away.',
    describeLost(lost),
    isBack ? 'Home was rejoined and failed back to.' : 'Home is not primary again.',
    `During the failback the client could not write for ${outage}. ${describeLost(lostWrites)}`,
  ].join(' ');
}

/** A planned switchover, as for upgrades; it loses nothing. */
async function switchover(story: Story): Promise<void> {
  await begin(story);
  const swapAt = Date.now();
  const switched = await story.operate('away', { operation: 'switchover', reason: 'demo: upgrade of home' });
  await story.untilClientWrites('away', CALM_WRITES);
  await story.client.stop();
  expectDone(story, 'switchover', switched.outcome === 'done' && switched.left.length === 0);
  const { outage, lostWrites } = await finish(story, { swapAt, lostBefore: 0, primary: 'away' });
  story.sentence = [
    switched.outcome === 'done' ? 'The pair was switched over to away.' : 'The switchover to away was not done.',
    `The client could not write for ${outage}. ${describeLost(lostWrites)}`,
  ].join(' ');
}

/** Creates the tokens and starts a client that writes. */
async function begin(story: Story): Promise<void> {
  const { world, client } = story;
  const tokens = await Promise.all(
    (['home', 'away'] as const).map((region) => world.invoke(region, 'dr-operation-token-gen')),
  );
  tokens.forEach(succeeded);
  story.note("the DR operation token is in both regions' secrets");
  const { healthy, problems } = await story.status('home');
  expectDone(story, `healthy at first${problems.map(({ text }) => ` (${text})`).join('')}`, healthy);
  client.start();
  story.note('a client writes ten times a second through the client name');
  await story.untilClientWrites('home', CALM_WRITES);
}

/** Checks what must hold at the end of every scenario. */
async function finish(
  story: Story,
  { swapAt, lostBefore, primary }: { swapAt: number; lostBefore: number; primary: 'home' | 'away' },
): Promise<{ readonly outage: string; readonly lostWrites: number }> {
  const { world, client } = story;
  const lostInSwap = world.pair.lostWrites(primary).length - lostBefore;
  const swapOutageMs = story.outageBetween(swapAt, Date.now());
  story.figure('  client could not write', seconds(swapOutageMs), swapOutageMs > 0);
  story.figure('  acknowledged writes lost', String(lostInSwap), lostInSwap === 0, '0');

  const outageMs = client.outages().reduce((sum, { from, to }) => sum + to - from, 0);
  const share = `${((100 * outageMs) / ERROR_BUDGET_MS).toFixed(1)} % of ${seconds(ERROR_BUDGET_MS)}`;
  story.figure('error budget spent (99.999 % over 90 days)', share, outageMs < ERROR_BUDGET_MS, 'less than 100 %');
  const { requestsWithSecretInUrl } = world.pair.counters();
  story.figure(
    'requests with a secret in the URL',
    String(requestsWithSecretInUrl),
    requestsWithSecretInUrl === 0,
    '0',
  );
  const leaks = (world.logs().match(/\b(hv[sb]\.[\w-]{20,}|[bs]\.[A-Za-z0-9_-]{30,})/g) ?? []).length;
  story.figure('tokens in the logs', String(leaks), leaks === 0, '0');

  await until(async () => (await world.weights())[primary] === 255, `the name does not lead to ${primary}`);
  const { healthy, problems } = await story.status(primary);
  expectDone(story, `healthy at the end${problems.map(({ text }) => ` (${text})`).join('')}`, healthy);
  return { outage: seconds(swapOutageMs), lostWrites: lostInSwap };
}

function describeLost(count: number): string {
  if (count === 0) return 'No acknowledged write was lost.';
  return count === 1 ? '1 acknowledged write was lost.' : `${count} acknowledged writes were lost.`;
}

const expectDone = (story: Story, name: string, ok: boolean): void => story.figure(name, ok ? 'yes' : 'no', ok);
