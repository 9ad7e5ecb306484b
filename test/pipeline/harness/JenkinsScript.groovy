/** The steps of Jenkins and its plugins that a Jenkinsfile can use. Any other name fails the build, as in Jenkins. */
abstract class JenkinsScript extends Script {
  Build jenkins

  void pipeline(Closure body) { new Declarative(this, jenkins).run(body) }

  def getEnv() { jenkins.scope.env }

  def getParams() { jenkins.params }

  def getScm() { 'scm' }

  def getPullRequest() {
    if (env.CHANGE_ID == null) {
      throw new IllegalStateException('pullRequest: this build is of no pull request')
    }
    return [comment: { String text -> jenkins.record('comment', [text: text]) }]
  }

  // --- steps with a body

  def script(Closure body) { body() }

  def stage(String name, Closure body) { jenkins.within([stages: jenkins.scope.stages + name], body) }

  def node(String label, Closure body) { jenkins.onNode(label, body) }

  def lock(String resource, Closure body) { jenkins.within([locks: jenkins.scope.locks + resource], body) }

  def timeout(Map limit, Closure body) {
    jenkins.within([timeouts: jenkins.scope.timeouts + "${limit.time} ${limit.unit}".toString()], body)
  }

  def withEnv(List<String> variables, Closure body) {
    jenkins.withinEnv(variables.collectEntries { it.toString().split('=', 2).toList() }, body)
  }

  /** Runs all branches, also after one of them fails. */
  def parallel(Map<String, Closure> branches) {
    jenkins.record('parallel', [branches: branches.keySet().toList()])
    List<Throwable> failures = branches.collect { name, body ->
      try {
        jenkins.within([stages: jenkins.scope.stages + name.toString()], body)
        return null
      } catch (Throwable failure) {
        return failure
      }
    }
    Throwable first = failures.find()
    if (first) { throw first }
  }

  // --- steps in a workspace

  def sh(String command) { sh(script: command) }

  def sh(Map args) {
    Map done = jenkins.shell(args.script.toString())
    if (done.status != 0) { throw new IllegalStateException("${args.script}: exit code ${done.status}") }
    return args.returnStdout ? done.stdout : null
  }

  def checkout(scm) {
    new File(jenkins.workspaceFor('checkout'), 'Makefile').text = ''
    jenkins.record('checkout')
    return jenkins.scope.env.subMap('GIT_PREVIOUS_SUCCESSFUL_COMMIT')
  }

  def fileExists(CharSequence path) { new File(jenkins.workspaceFor('fileExists'), path.toString()).exists() }

  def junit(Map args) { report('junit', [files: args.testResults]) }

  def publishHTML(Map args) {
    Map target = args.target
    report('publishHTML', [files: "${target.reportDir}/${target.reportFiles}".toString()])
  }

  def archiveArtifacts(Map args) { report('archiveArtifacts', [files: args.artifacts.toString()]) }

  def cleanWs() {
    jenkins.workspaceFor('cleanWs').deleteDir()
    jenkins.record('cleanWs')
  }

  private void report(String step, Map details) {
    jenkins.workspaceFor(step)
    jenkins.record(step, details)
  }
}
