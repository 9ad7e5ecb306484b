import { Argument, type Command, type Option } from 'commander';
import { listEnvironments } from '../config';
import { CliError } from '../exit-codes';
import type { Io } from '../io';
import { helpText } from './options';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/**
 * The scripts call the tool for candidates, so they do not change when the tool gets a new command. Each line is a
 * candidate and its description, with a tab between them.
 */
const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  // COMP_TYPE is 63 when bash lists the candidates. Otherwise it inserts them, and then a description must not be there.
  bash: `# bash completion of vault-dr
_vault_dr() {
  local candidate lines IFS=$'\\n'
  lines=($(vault-dr __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  COMPREPLY=()
  for candidate in "\${lines[@]}"; do
    if [[ \${COMP_TYPE:-} == 63 && \${#lines[@]} -gt 1 && $candidate == *$'\\t'* ]]; then
      COMPREPLY+=("$(printf '%-16s (%s)' "\${candidate%%$'\\t'*}" "\${candidate#*$'\\t'}")")
    else
      COMPREPLY+=("\${candidate%%$'\\t'*}")
    fi
  done
}
complete -o default -F _vault_dr vault-dr`,
  zsh: `#compdef vault-dr
# zsh completion of vault-dr
_vault_dr() {
  local -a candidates
  candidates=("\${(@f)$(vault-dr __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=("\${(@)candidates:#}")
  (( \${#candidates} )) || return 1
  # _describe wants a colon between a candidate and its description.
  candidates=("\${(@)candidates//:/\\\\:}")
  candidates=("\${(@)candidates//$'\\t'/:}")
  _describe 'vault-dr' candidates
}
# A file of fpath is itself the function that completes. A shell that sources the script has to register one.
if [[ \${funcstack[1]} == _vault-dr ]]; then _vault_dr "$@"; else compdef _vault_dr vault-dr; fi`,
  fish: `# fish completion of vault-dr
function __vault_dr_complete
    set -l words (commandline -opc) (commandline -ct)
    vault-dr __complete -- $words[2..-1] 2>/dev/null
end
complete -c vault-dr -f -a '(__vault_dr_complete)'`,
};

export function register(program: Command, io: Io): void {
  program
    .command('completion')
    .summary('print the completion script for bash, zsh or fish')
    .description('Prints a shell script that completes commands, options and environments.')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      helpText([
        ['source <(vault-dr completion bash)', 'complete in this shell; add it to ~/.bashrc to keep it'],
        ['vault-dr completion zsh > "${fpath[1]}/_vault-dr"', 'complete in every new zsh'],
        ['vault-dr completion fish > ~/.config/fish/completions/vault-dr.fish', 'complete in every new fish'],
      ]),
    )
    .action((shell: Shell) => io.out(COMPLETION_SCRIPTS[shell]));
  program.command('__complete [words...]', { hidden: true }).action((words: readonly string[]) => {
    for (const { name, text } of complete(program, words, knownEnvironments)) {
      io.out(text === '' ? name : `${name}\t${text}`);
    }
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

/** What can be typed, and what it does (empty if its name says it). */
interface Candidate {
  readonly name: string;
  readonly text: string;
}

const plain = (names: readonly string[] = []): Candidate[] => names.map((name) => ({ name, text: '' }));

/**
 * Candidates for the last word.
 *
 * @param words the command line without `vault-dr`; the last word may be empty or incomplete
 */
export function complete(program: Command, words: readonly string[], environments: () => string[]): Candidate[] {
  const before = words.slice(0, -1);
  const begun = words.at(-1) ?? '';
  const { command, operands } = walk(program, before);
  const options = [...command.options, ...(command === program ? [] : program.options)].filter(({ hidden }) => !hidden);
  const pending = options.find((option) => option.required && isFlag(option, before.at(-1)));
  return candidates().filter(({ name }) => name.startsWith(begun));

  function candidates(): Candidate[] {
    if (pending) return plain(pending.attributeName() === 'env' ? environments() : pending.argChoices);
    if (begun.startsWith('-')) {
      return options.map(({ long, short, description }) => ({ name: long ?? short ?? '', text: description }));
    }
    const commands = command.commands.filter((each) => !each.name().startsWith('_'));
    if (commands.length > 0) return commands.map((each) => ({ name: each.name(), text: each.summary() }));
    const argument = command.registeredArguments[operands];
    return plain(argument?.name() === 'environment' ? environments() : argument?.argChoices);
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
