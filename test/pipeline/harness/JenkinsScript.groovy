/** The steps of Jenkins and its plugins that a Jenkinsfile can use. Any other name fails the build, as in Jenkins. */
abstract class JenkinsScript extends Script {
  Build jenkins

  void pipeline(Closure body) { new Declarative(this, jenkins).run(body) }

  def getEnv() { jenkins.scope.env }

  def getParams() { jenkins.params }

  def getScm() { [extensions: [], userRemoteConfigs: []] }

  def getCurrentBuild() {
    return new CurrentBuild(jenkins)
  }

  // --- steps with a body

  def script(Closure body) { body() }

  def stage(String name, Closure body) { jenkins.within([stages: jenkins.scope.stages + name], body) }

  def node(String label, Closure body) { jenkins.onNode(label, body) }

  /** Goes on after a failure, which the build has in the end. */
  def catchError(Map args, Closure body) {
    try {
      body()
    } catch (Throwable failure) {
      jenkins.fail(new IllegalStateException("${args.message}: ${failure.message}", failure))
    }
  }

  def sshagent(List<String> credentials, Closure body) { body() }

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

  // --- steps without a workspace

  def error(String message) { throw new IllegalStateException(message) }

  def milestone(int ordinal) { jenkins.record('milestone', [ordinal: ordinal]) }

  def mail(Map args) { jenkins.record('mail', [text: "${args.subject}\n${args.body}".toString(), to: args.to]) }

  def build(Map args) {
    jenkins.record('build', [job: args.job, parameters: args.parameters.collectEntries { [it.name, it.value.toString()] }])
  }

  /** A parameter, of an input or of another build. */
  def string(Map args) { args }

  def text(Map args) { args }

  /** A person who answers as the test says, or nobody. */
  def input(Map args) {
    if (jenkins.scope.workspace != null) { throw new IllegalStateException('input holds an agent while it waits') }
    jenkins.record('input', [text: args.message.toString(), submitter: args.submitter])
    Map answer = jenkins.nextAnswer()
    Set<String> names = args.parameters*.name + args.submitterParameter
    if (answer.keySet() != names) { throw new IllegalArgumentException("the test answers ${answer.keySet()}, not ${names}") }
    return answer
  }

  // --- steps in a workspace

  def sh(String command) { sh(script: command) }

  def sh(Map args) {
    Map done = jenkins.shell(args.script.toString())
    if (args.returnStatus) { return done.status }
    if (done.status != 0) { throw new IllegalStateException("${args.script}: exit code ${done.status}") }
    return args.returnStdout ? done.stdout : null
  }

  def scmGit(Map args) { args }

  def checkout(scm) {
    new File(jenkins.workspaceFor('checkout'), 'Makefile').text = ''
    String commit = scm.branches ? scm.branches[0].name : jenkins.newestCommit()
    jenkins.record('checkout', [commit: commit])
    return [GIT_COMMIT: commit]
  }

  def readFile(CharSequence path) {
    File file = new File(jenkins.workspaceFor('readFile'), path.toString())
    if (!file.exists()) { throw new FileNotFoundException(path.toString()) }
    return file.text
  }

  def readJSON(Map args) { new groovy.json.JsonSlurper().parseText(readFile(args.file)) }

  /** Puts the files into the workspace that the build of the pull request has archived. */
  def copyArtifacts(Map args) {
    jenkins.workspaceFor('copyArtifacts')
    jenkins.record('copyArtifacts', [job: "${args.projectName} ${args.selector}".toString()])
    write(jenkins.artifacts)
  }

  def specific(String number) { number }

  def stash(Map args) {
    jenkins.workspaceFor('stash')
    jenkins.stashes << args.name
  }

  def unstash(String name) {
    if (!jenkins.stashes.contains(name)) { throw new IllegalArgumentException("there is no stash ${name}") }
    write(jenkins.artifacts)
  }

  def httpRequest(Map args) {
    report('httpRequest', [
      url: args.url.toString(), authentication: args.authentication, body: new groovy.json.JsonSlurper().parseText(args.requestBody),
    ])
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

  private void write(Map<String, String> files) {
    files.each { path, content ->
      File file = new File(jenkins.scope.workspace, path)
      file.parentFile.mkdirs()
      file.text = content
    }
  }

  private void report(String step, Map details) {
    jenkins.workspaceFor(step)
    jenkins.record(step, details)
  }
}
