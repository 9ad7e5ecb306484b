/** One build: what it was started with, what its steps see at a moment, and what they did. */
class Build {
  final Map params
  /** What each step sees: changed for the steps in a block, and back again behind it. */
  Map scope
  /** What the pipeline declares for the job itself. */
  final Map settings = [:]

  private final List<Map> events = []
  private final FakeMake make
  private final File directory
  private int workspaces = 0

  Build(Map given, File directory) {
    this.directory = directory
    params = [:] + (given.params ?: [:])
    make = new FakeMake(new File(directory, 'bin'), given.make ?: [])
    scope = [env: [:] + given.env, stages: [], locks: [], timeouts: [], workspace: null, node: null]
  }

  /** @param compile gives the class of the Jenkinsfile */
  Map run(Closure<Class> compile) {
    Throwable failure = null
    try {
      JenkinsScript script = compile().getDeclaredConstructor().newInstance()
      script.jenkins = this
      script.run()
    } catch (Throwable thrown) {
      failure = thrown
    }
    return [
      result: failure == null ? 'SUCCESS' : 'FAILURE',
      error: failure?.message,
      events: events,
      settings: settings,
      workspacesLeft: new File(directory, 'workspaces').list()?.toList() ?: [],
    ]
  }

  /** Runs a body whose steps see more. */
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

  /** A new and empty workspace; like on a real agent, nothing but the pipeline cleans it. */
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

  /** Runs a shell command with the fake make, records it with what it made, and returns its status and output. */
  Map shell(String command) {
    Map done = make.run(command, workspaceFor('sh'), scope.env)
    record('sh', [command: command, make: done.calls])
    return done
  }
}
