import type { EvacuatedPair, EvacuationDocument } from '../documents';
import { isServed } from '../evacuate/outcome';
import { table, type Paint } from './paint';

const PLANS: Readonly<Record<EvacuatedPair['plan'], string>> = {
  promote: 'promote, then move the name',
  'move-name': 'move the name',
  nothing: 'nothing: it is there already',
  refused: 'refused: a person decides',
  unknown: 'not known',
};

/** The plan of an evacuation for a terminal. */
export const renderEvacuationPlan = (pairs: readonly EvacuatedPair[], paint: Paint): string =>
  [
    table(
      ['PAIR', 'TO', 'WHAT', 'POSSIBLE LOSS'],
      pairs.map(({ pair, to, plan, possibleLoss = '–' }) => [
        pair,
        to,
        plan === 'refused' || plan === 'unknown' ? paint('warn', PLANS[plan]) : PLANS[plan],
        possibleLoss,
      ]),
      paint,
    ),
    ...reasons(pairs, paint),
  ].join('\n');

/** What became of each pair, and the next command for those that are left. */
export function renderEvacuation({ pairs, environment, into }: EvacuationDocument, paint: Paint): string {
  const left = pairs.filter((pair) => !isServed(pair));
  return [
    table(
      ['PAIR', 'TO', 'ROLE', 'NAME', 'PROBLEMS'],
      pairs.map((pair) => [
        pair.pair,
        pair.to,
        pair.plan === 'nothing' ? 'primary' : (pair.role ?? 'not seen'),
        pair.plan === 'nothing' ? 'there already' : (pair.name ?? 'not touched'),
        pair.problems?.join(', ') ?? '–',
      ]),
      paint,
    ),
    ...reasons(left, paint),
    left.length === 0
      ? paint('good', `Every pair of ${environment} is served from ${into}.`)
      : paint('bad', `${left.length} of ${pairs.length} pairs are not served from ${into}.`),
    ...left.map(
      ({ pair, to }) => `  Look, and continue with: vault-dr failover ${pair} --to ${to} --region ${into} --reason '…'`,
    ),
  ].join('\n');
}

const reasons = (pairs: readonly EvacuatedPair[], paint: Paint): string[] =>
  pairs.flatMap(({ pair, why }) => (why === undefined ? [] : [paint('warn', `  ${pair}: ${why}`)]));
