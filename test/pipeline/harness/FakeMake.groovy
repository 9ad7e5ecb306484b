/**
 * A `make` that records its arguments and answers as the test says. A real shell calls it, so that the quoting in the
 * Jenkinsfile is tested too.
 */
class FakeMake {
  private final File bin

  /** @param answers each with `target` (all arguments), and `stdout`, `status` and `creates` (a file), all but the first optional */
  FakeMake(File bin, List<Map> answers) {
    this.bin = bin
    bin.mkdirs()
    File program = new File(bin, 'make')
    program.text = """\
      #!/usr/bin/env bash
      set -eu
      printf '%s\\n' "\$*" >>"\$CALLS"
      [ -e Makefile ] || { echo 'make: nothing is checked out' >&2; exit 2; }
      case "\$*" in
      ${answers.collect { caseOf(it) }.join('\n')}
      esac
    """.stripIndent()
    program.executable = true
  }

  private static String caseOf(Map answer) {
    List<String> commands = []
    if (answer.creates) {
      commands << "mkdir -p ${quote(new File(answer.creates).parent)}" << "touch ${quote(answer.creates)}"
    }
    if (answer.stdout) {
      commands << "printf '%s' ${quote(answer.stdout)}"
    }
    commands << "exit ${answer.status ?: 0}"
    return "${quote(answer.target)}) ${commands.join('; ')};;"
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'"
  }

  /** @return status, stdout, and the arguments of each call */
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
