/** One build: its input, the surroundings of the present step, and the steps that were run. */
class Build {
  final Map params
  /** Surroundings of the present step. A block changes them for its steps and restores them at its end. */
  Map scope
  /** Settings of the job that the pipeline declares. */
  final Map settings = [:]

  /** Classes of what started it. */
  final List<String> causes
  /** Files that another build has archived, by path. */
  final Map<String, String> artifacts
  final List<String> stashes = []

  private final List<Map> answers
  private final List<String> commits
  private final List<Map> events = []
  private Throwable failure = null
  private final FakeMake make
  private final File directory
  private int workspaces = 0
  /** What the pipeline says of itself, if it does not fail. */
  String declaredResult = 'SUCCESS'

  Build(Map given, File directory) {
    this.directory = directory
    params = [:] + (given.params ?: [:])
    causes = given.causes ?: ['hudson.triggers.SCMTrigger$SCMTriggerCause']
    artifacts = given.artifacts ?: [:]
    commits = [] + (given.commits ?: ['commit-1'])
    answers = [] + (given.answers ?: [])
    make = new FakeMake(new File(directory, 'bin'), given.make ?: [], given.git ?: [:])
    scope = [env: [:] + given.env, stages: [], locks: [], timeouts: [], workspace: null, node: null]
  }

  /** @param compile returns the class of the Jenkinsfile */
  Map run(Closure<Class> compile) {
    try {
      JenkinsScript script = compile().getDeclaredConstructor().newInstance()
      script.jenkins = this
      script.run()
    } catch (Throwable thrown) {
      fail(thrown)
    }
    return [
      result: result,
      error: failure?.message,
      events: events,
      settings: settings,
      workspacesLeft: new File(directory, 'workspaces').list()?.toList() ?: [],
    ]
  }

  String getResult() { failure == null ? declaredResult : 'FAILURE' }

  /** The build goes on, and has this failure in the end. */
  void fail(Throwable thrown) { failure = failure ?: thrown }

  /** @return the newest commit of the branch */
  String newestCommit() { commits.size() > 1 ? commits.remove(0) : commits[0] }

  Map nextAnswer() {
    if (answers.isEmpty()) { throw new InterruptedException('nobody answered') }
    return answers.remove(0)
  }

  /** Runs a body with more surroundings. */
  def within(Map more, Closure body) {
    Map outside = scope
    scope = outside + more
    try {
      return body()
    } finally {
      scope = outside
    }
  }

  def withinEnv(Map more, Closure body) {
    return within([env: scope.env + more], body)
  }

  /** Runs a body in a new workspace. As on a real agent, only the pipeline deletes it. */
  def onNode(String label, Closure body) {
    File workspace = new File(directory, "workspaces/${workspaces++}")
    workspace.mkdirs()
    return within([node: label, workspace: workspace], body)
  }

  File workspaceFor(String step) {
    if (scope.workspace == null) {
      throw new IllegalStateException("${step} needs a node: there is no workspace here")
    }
    return scope.workspace
  }

  void record(String step, Map details = [:]) {
    events << [step: step, *: details] + scope.subMap('env', 'stages', 'locks', 'timeouts', 'node')
  }

  /** Runs a shell command with the fake make, records its calls of make, and returns its status and output. */
  Map shell(String command) {
    Map done = make.run(command, workspaceFor('sh'), scope.env)
    record('sh', [command: command, make: done.calls])
    return done
  }
}
