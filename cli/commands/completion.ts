import { Argument, type Command, type Option } from 'commander';
import { listEnvironments } from '../config';
import { CliError } from '../exit-codes';
import type { Io } from '../io';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../render/completion';
import { helpText } from './options';

export function register(program: Command, io: Io): void {
  program
    .command('completion')
    .summary('completion for bash or zsh')
    .description('Prints a script that completes commands, options and environments.')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      helpText([
        ['source <(vault-dr completion bash)', 'for this shell; put it into ~/.bashrc'],
        ['vault-dr completion zsh > "${fpath[1]}/_vault-dr"', 'for zsh, from the next shell on'],
      ]),
    )
    .action((shell: Shell) => io.out(COMPLETION_SCRIPTS[shell]));
  program.command('__complete [words...]', { hidden: true }).action((words: readonly string[]) => {
    for (const candidate of complete(program, words, knownEnvironments)) io.out(candidate);
  });
}

/** A configuration that cannot be read completes nothing; the command itself will say why. */
function knownEnvironments(): string[] {
  try {
    return listEnvironments({});
  } catch (error) {
    if (error instanceof CliError) return [];
    throw error;
  }
}

/**
 * What could stand in the place of the last word.
 *
 * @param words the command line without `vault-dr`; the last one may be empty or a beginning
 */
export function complete(program: Command, words: readonly string[], environments: () => string[]): string[] {
  const before = words.slice(0, -1);
  const begun = words.at(-1) ?? '';
  const { command, operands } = walk(program, before);
  const options = [...command.options, ...(command === program ? [] : program.options)].filter(({ hidden }) => !hidden);
  const pending = options.find((option) => option.required && isFlag(option, before.at(-1)));
  return candidates().filter((candidate) => candidate.startsWith(begun));

  function candidates(): string[] {
    if (pending) return pending.attributeName() === 'env' ? environments() : [...(pending.argChoices ?? [])];
    if (begun.startsWith('-')) return options.map(({ long, short }) => long ?? short ?? '');
    const names = command.commands.map((each) => each.name()).filter((name) => !name.startsWith('_'));
    if (names.length > 0) return names;
    const argument = command.registeredArguments[operands];
    return argument?.name() === 'environment' ? environments() : [...(argument?.argChoices ?? [])];
  }
}

const isFlag = ({ long, short }: Option, word: string | undefined): boolean =>
  word !== undefined && (word === long || word === short);

/** The command that the words lead to, and how many of its arguments are given. */
function walk(program: Command, words: readonly string[]): { command: Command; operands: number } {
  let command = program;
  let operands = 0;
  words.forEach((word, index) => {
    const previous = words[index - 1];
    const isValue = [...command.options, ...program.options].some(
      (option) => option.required && isFlag(option, previous),
    );
    if (word.startsWith('-') || isValue) return;
    const child = command.commands.find((each) => each.name() === word);
    if (child) command = child;
    else operands += 1;
  });
  return { command, operands };
}
