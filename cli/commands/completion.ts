import { Argument, type Command, type Option } from 'commander';
import { listEnvironments } from '../config';
import { CliError } from '../exit-codes';
import type { Io } from '../io';
import { helpText } from './options';

const SHELLS = ['bash', 'zsh'] as const;
type Shell = (typeof SHELLS)[number];

/** The scripts call the tool for candidates, so they do not change when the tool gets a new command. */
const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# bash completion of vault-dr
_vault_dr() {
  local IFS=$'\\n'
  COMPREPLY=($(vault-dr __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _vault_dr vault-dr`,
  zsh: `#compdef vault-dr
# zsh completion of vault-dr
_vault_dr() {
  local -a candidates
  candidates=("\${(@f)$(vault-dr __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a candidates
}
compdef _vault_dr vault-dr`,
};

export function register(program: Command, io: Io): void {
  program
    .command('completion')
    .summary('print the completion script for bash or zsh')
    .description('Prints a shell script that completes commands, options and environments.')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      helpText([
        ['source <(vault-dr completion bash)', 'complete in this shell; add it to ~/.bashrc to keep it'],
        ['vault-dr completion zsh > "${fpath[1]}/_vault-dr"', 'complete in every new zsh'],
      ]),
    )
    .action((shell: Shell) => io.out(COMPLETION_SCRIPTS[shell]));
  program.command('__complete [words...]', { hidden: true }).action((words: readonly string[]) => {
    for (const candidate of complete(program, words, knownEnvironments)) io.out(candidate);
  });
}

/** Names for `--env`. None if the configuration cannot be read: the command itself reports that. */
function knownEnvironments(): string[] {
  try {
    return listEnvironments({});
  } catch (error) {
    if (error instanceof CliError) return [];
    throw error;
  }
}

/**
 * Candidates for the last word.
 *
 * @param words the command line without `vault-dr`; the last word may be empty or incomplete
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

/** Finds the command that the words name, and counts its arguments. */
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
