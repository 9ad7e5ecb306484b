/** Pipelines that Jenkins refuses, and the message of the evaluator, which has to refuse them too. */
export const REFUSED: readonly (readonly [what: string, stage: string, words: RegExp])[] = [
  ['an unknown step', "agent any; steps { telnet 'host' }", /No signature of method: .*telnet/],
  ['an unknown directive', 'agent any; matrix { }', /^matrix is no directive of stage$/],
  ['a step outside of steps', "agent any; sh 'make test'", /^sh is no directive of stage$/],
  ['an unknown condition', "when { weather 'fine' }; agent any; steps { cleanWs() }", /^weather is no directive/],
  [
    'a statement in steps',
    "agent any; steps { if (env.CHANGE_ID) { sh 'make plan' } }",
    /Expected a step or a directive/,
  ],
  ['a command without a node', "steps { sh 'make test' }", /^sh needs a node/],
  ['a question that holds an agent', "agent any; steps { input(message: 'Go on?') }", /^input holds an agent/],
  ['a call of make in an empty workspace', "agent any; steps { sh 'make test' }", /^make test: exit code 2$/],
  ['a shell line that does not parse', "agent any; steps { sh 'make \"test' }", /: exit code [1-9]/],
];

/** @param stage directives of the only stage */
export const pipelineOf = (stage: string): string =>
  `pipeline { agent none; options { skipDefaultCheckout() }; stages { stage('only') { ${stage} } } }`;
