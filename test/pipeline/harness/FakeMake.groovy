/**
 * A `make` that records its arguments and answers as the test says, and a `git` that knows some names. A real shell calls
 * them, so that the quoting in the Jenkinsfile is tested too.
 */
class FakeMake {
  private final File bin

  /**
   * @param answers each with `target` (all arguments), and `stdout`, `status`, `creates` (a file), `content` (of that
   *   file) and `once` (only for the first such call), all but the first optional
   * @param git what `git` prints, by its arguments
   */
  FakeMake(File bin, List<Map> answers, Map<String, String> git) {
    this.bin = bin
    bin.mkdirs()
    write('make', """\
      #!/usr/bin/env bash
      set -eu
      printf '%s\\n' "\$*" >>"\$CALLS"
      [ -e Makefile ] || { echo 'make: nothing is checked out' >&2; exit 2; }
      ${answers.withIndex().collect { answer, index -> answerOf(answer, index) }.join('\n')}
    """)
    write('git', """\
      #!/usr/bin/env bash
      ${git.collect { args, stdout -> "[ \"\$*\" != ${quote(args)} ] || { printf '%s' ${quote(stdout)}; exit 0; }" }.join('\n')}
      echo "git \$*: the test does not say what it prints" >&2
      exit 128
    """)
  }

  private void write(String name, String text) {
    File program = new File(bin, name)
    program.text = text.stripIndent()
    program.executable = true
  }

  private String answerOf(Map answer, int index) {
    String used = quote(new File(bin, "used-${index}").path)
    List<String> commands = answer.once ? ["touch ${used}"] : []
    if (answer.creates) {
      commands << "mkdir -p ${quote(new File(answer.creates).parent)}"
      commands << "printf '%s' ${quote(answer.content ?: '')} >${quote(answer.creates)}"
    }
    if (answer.stdout) {
      commands << "printf '%s' ${quote(answer.stdout)}"
    }
    commands << "exit ${answer.status ?: 0}"
    String unused = answer.once ? " && [ ! -e ${used} ]" : ''
    return "if [ \"\$*\" = ${quote(answer.target)} ]${unused}; then ${commands.join('; ')}; fi"
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'"
  }

  /** @return status, stdout, and the arguments of each call of make */
  Map run(String command, File workspace, Map<String, String> environment) {
    File calls = new File(bin, 'calls')
    calls.text = ''
    ProcessBuilder builder = new ProcessBuilder('bash', '-euc', command).directory(workspace)
    builder.redirectError(ProcessBuilder.Redirect.INHERIT)
    builder.environment().clear()
    builder.environment().putAll(environment)
    builder.environment().putAll([PATH: "${bin}:${System.getenv('PATH')}".toString(), CALLS: calls.path])
    Process process = builder.start()
    process.outputStream.close()
    String stdout = process.inputStream.text
    return [status: process.waitFor(), stdout: stdout, calls: calls.readLines()]
  }
}
