/** Runs a declarative pipeline in the order of Jenkins: agent, environment, conditions, steps, post. */
class Declarative {
  private static final List<String> PIPELINE =
    ['agent', 'options', 'parameters', 'triggers', 'environment', 'stages', 'post']
  private static final List<String> STAGE =
    ['agent', 'options', 'environment', 'when', 'steps', 'parallel', 'stages', 'post']
  private static final List<String> OPTIONS =
    ['buildDiscarder', 'logRotator', 'copyArtifactPermission', 'skipDefaultCheckout', 'timeout', 'timestamps']
  /** In the order in which Jenkins runs them. */
  private static final List<String> POST = ['always', 'failure', 'success', 'unsuccessful', 'cleanup']

  private final JenkinsScript script
  private final Build jenkins
  private boolean checksOut = true

  Declarative(JenkinsScript script, Build jenkins) {
    this.script = script
    this.jenkins = jenkins
  }

  void run(Closure body) {
    Block root = read('pipeline', PIPELINE, body)
    declareJob(root)
    Throwable failure = null
    // Jenkins gives each parameter to every step as a variable.
    jenkins.scope.env = jenkins.params.collectEntries { name, value -> [name, value.toString()] } + jenkins.scope.env
    withOptions(root) {
      withEnvironment(root) {
        onAgent(root.argument('agent')) {
          failure = runStages(stagesOf('stages', root.argument('stages')))
          if (failure) { jenkins.fail(failure) }
          failure = runPost(root, failure)
        }
      }
    }
    if (failure) { throw failure }
  }

  private void declareJob(Block root) {
    Block options = read('options', OPTIONS, root.argument('options') ?: {})
    Block parameters = read('parameters', ['choice', 'string'], root.argument('parameters') ?: {})
    Block triggers = read('triggers', ['parameterizedCron', 'pollSCM'], root.argument('triggers') ?: {})
    checksOut = !options.has('skipDefaultCheckout')
    jenkins.settings.options = options.all().collect { it[0] }
    jenkins.settings.schedule = triggers.argument('parameterizedCron')
    jenkins.settings.polling = triggers.argument('pollSCM')
    jenkins.settings.choices = parameters.all().findAll { it[0] == 'choice' }.collectEntries { [it[1][0].name, it[1][0].choices] }
    Map defaults = parameters.all().collectEntries { name, args ->
      [args[0].name, name == 'choice' ? args[0].choices[0] : args[0].defaultValue]
    }
    jenkins.params.putAll(defaults + jenkins.params)
  }

  private Block read(String name, List<String> names, Closure body) { Block.read(name, names, script, body) }

  /** Names and directives of the stages in a `stages` or `parallel` block. */
  private List<List> stagesOf(String name, Closure body) {
    return read(name, ['stage'], body).all().collect { _name, args -> [args[0], read('stage', STAGE, args[1])] }
  }

  /** Runs stages in order until one fails. */
  private Throwable runStages(List<List> stages) {
    for (List stage in stages) {
      Throwable failure = runStage(stage[0], stage[1])
      if (failure) { return failure }
    }
    return null
  }

  private Throwable runStage(String name, Block stage) {
    Block when = read('when', When.NAMES, stage.argument('when') ?: {})
    When condition = new When(when, script)
    boolean early = when.argument('beforeAgent')
    if (early && !condition.holds()) { return null }
    Throwable failure = null
    jenkins.within([stages: jenkins.scope.stages + name]) {
      withOptions(stage) {
        onAgent(stage.argument('agent')) {
          withEnvironment(stage) {
            if (!early && !condition.holds()) { return }
            failure = runPost(stage, runBody(stage))
          }
        }
      }
    }
    return failure
  }

  private Throwable runBody(Block stage) {
    if (stage.has('steps')) { return runSteps(stage.argument('steps')) }
    if (stage.has('stages')) { return runStages(stagesOf('stages', stage.argument('stages'))) }
    List<List> branches = stagesOf('parallel', stage.argument('parallel'))
    jenkins.record('parallel', [branches: branches.collect { it[0] }])
    return branches.collect { name, block -> runStage(name, block) }.find()
  }

  /** Runs the steps of every condition that holds, also after one of them fails. */
  private Throwable runPost(Block owner, Throwable failure) {
    if (!owner.has('post')) { return failure }
    Block post = read('post', POST, owner.argument('post'))
    Throwable first = failure
    for (String condition in POST.findAll { post.has(it) }) {
      boolean failed = first || jenkins.result == 'FAILURE'
      boolean succeeded = !failed && jenkins.result == 'SUCCESS'
      if (condition == 'failure' && !failed || condition == 'unsuccessful' && succeeded) { continue }
      if (condition == 'success' && !succeeded) { continue }
      Throwable thrown = runSteps(post.argument(condition))
      first = first ?: thrown
    }
    return first
  }

  private Throwable runSteps(Closure body) {
    Closure steps = (Closure) body.clone()
    steps.delegate = script
    steps.resolveStrategy = Closure.DELEGATE_ONLY
    try {
      steps()
      return null
    } catch (Throwable failure) {
      return failure
    }
  }

  private void withOptions(Block owner, Closure body) {
    Map limit = read('options', OPTIONS, owner.argument('options') ?: {}).argument('timeout')
    if (limit) {
      script.timeout(limit, body)
    } else {
      body()
    }
  }

  private void withEnvironment(Block owner, Closure body) {
    Block variables = read('environment', [], owner.argument('environment') ?: {})
    jenkins.withinEnv(variables.all().collectEntries { name, values -> [name, values[0].toString()] }, body)
  }

  private void onAgent(agent, Closure body) {
    if (agent == null || agent == 'none') {
      body()
      return
    }
    String label = agent == 'any' ? 'any' : read('agent', ['label'], agent).argument('label')
    jenkins.onNode(label) {
      if (checksOut) { script.checkout(script.scm) }
      body()
    }
  }
}
