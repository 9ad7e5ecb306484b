import { CLUSTER_NAMES } from '../../functions/shared/contract';
import type { UpgradeDocument } from '../documents';
import { table, wrap, type Paint } from '../render/paint';

/** A plan for a terminal. Commands are never broken, so that they can be copied. */
export function renderUpgrade(document: Omit<UpgradeDocument, 'version'>, paint: Paint, columns: number): string {
  const { environment, to, outcome, clusters, steps, objections, warnings } = document;
  const lines = (texts: readonly string[]): string[] => texts.map((text) => wrap(`  - ${text}`, columns, '    '));
  return [
    table(
      ['CLUSTER', 'ROLE', 'VERSION', 'LAG'],
      CLUSTER_NAMES.map((name) => {
        const { role = 'not seen', version = 'not known', lagWals } = clusters[name] ?? {};
        return [name, role, version, lagWals === undefined ? '–' : `${lagWals} WALs`];
      }),
      paint,
    ),
    '',
    ...(outcome === 'refused'
      ? [paint('bad', `Do not upgrade ${environment} to ${to} now.`), ...lines(objections)]
      : []),
    ...(outcome === 'nothing'
      ? [paint('good', `Nothing to do: both clusters run ${to}, and the pair replicates.`)]
      : []),
    ...(warnings.length > 0 ? [paint('warn', 'Before you begin'), ...lines(warnings), ''] : []),
    ...steps.flatMap(({ what, commands, isOptional }, index) => [
      wrap(`${index + 1}. ${what}${isOptional ? ' (optional)' : ''}:`, columns, '   '),
      ...commands.map((command) => `     ${command}`),
    ]),
  ].join('\n');
}
