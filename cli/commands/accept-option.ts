import { InvalidArgumentError, Option } from 'commander';
import { ACCEPTANCES, type Acceptance } from '../../functions/dr-operations/contract';

/** The option by which an operator takes upon himself what objects; once for each name, or with commas between them. */
export const acceptOption = (): Option =>
  new Option('--accept <name>', 'a check that may object; needs a reason; repeat it, or put commas between names')
    .choices(ACCEPTANCES)
    .argParser(parseAccept);

/** @throws InvalidArgumentError that lists the names there are */
export function parseAccept(text: string, before: readonly Acceptance[] = []): readonly Acceptance[] {
  const names = text.split(',').map((name) => {
    const known = ACCEPTANCES.find((each) => each === name.trim());
    if (known === undefined) throw new InvalidArgumentError(`Allowed names are ${ACCEPTANCES.join(', ')}.`);
    return known;
  });
  return [...new Set([...before, ...names])];
}
