import { escape, PHONE_WIDTH, renderPage } from './page';
import { renderPicture } from './picture';
import { inOrder, seconds, type Figure, type Lane, type Timeline } from './timeline';

/** A part of a page of its own. */
export interface Section {
  readonly title: string;
  /** HTML. */
  readonly body: string;
}

/**
 * Renders a run as an HTML page: what happened in a sentence, then the picture, then everything in tables.
 *
 * @param sections what follows the figures
 */
export function renderHtml(timeline: Timeline, sections: readonly Section[] = []): string {
  const { title, sentence, place, startedAt, events, figures, lanes, durationMs } = timeline;
  return renderPage(
    title,
    `<p class="lead">${escape(sentence)}</p>
<p class="pale">Run in ${escape(place)} at ${escape(startedAt)}; it took ${seconds(durationMs)}.</p>
${renderPicture(timeline, { shownOn: 'wide' })}
${renderPicture(timeline, { shownOn: 'phone', width: PHONE_WIDTH })}
<h2>Figures</h2>
${[table(['', 'What', 'Measured'], figures.map(renderFigure)), ...sections.map(renderSection)].join('\n')}
<h2>What happened when</h2>
${table(['#', 'After', 'What'], inOrder(events).map(renderEvent))}
<h2>States</h2>
${table(['', 'From', 'To', 'State'], lanes.flatMap(renderLane))}`,
  );
}

const renderSection = ({ title, body }: Section): string => `<h2>${escape(title)}</h2>\n${body}`;

const table = (head: readonly string[], rows: readonly string[]): string =>
  `<table><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>\n${rows.join('\n')}\n</table>`;

const renderFigure = ({ name, value, expected, ok }: Figure): string =>
  `<tr class="${ok ? 'ok' : 'fail'}"><td>${ok ? 'ok' : 'FAIL'}</td><td>${escape(name)}</td>` +
  `<td>${escape(expected === undefined ? value : `${value} (expected: ${expected})`)}</td></tr>`;

const renderEvent = ({ atMs, text }: Timeline['events'][number], index: number): string =>
  `<tr><td>${index + 1}</td><td class="time">${seconds(atMs)}</td><td>${escape(text)}</td></tr>`;

const renderLane = ({ name, spans }: Lane): string[] =>
  spans.map(
    ({ fromMs, toMs, label }, index) =>
      `<tr><td>${index === 0 ? escape(name) : ''}</td><td class="time">${seconds(fromMs)}</td>` +
      `<td class="time">${seconds(toMs)}</td><td>${escape(label)}</td></tr>`,
  );
