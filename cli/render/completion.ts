/** Shells that the tool can complete for. */
export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** Scripts that ask the tool itself what could come next, so that they need no change when it learns something. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
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
