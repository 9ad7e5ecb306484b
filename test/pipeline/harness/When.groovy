/** The conditions of a stage; all of them must hold. */
class When {
  static final List<String> NAMES = ['beforeAgent', 'branch', 'tag', 'changeRequest', 'expression']

  private final Block when
  private final JenkinsScript script

  When(Block when, JenkinsScript script) {
    this.when = when
    this.script = script
  }

  boolean holds() {
    return when.all().every { name, args -> name == 'beforeAgent' || isTrue(name, args) }
  }

  private boolean isTrue(String name, List args) {
    switch (name) {
      case 'branch': return matches(args[0], script.env.BRANCH_NAME)
      case 'tag': return matches(args[0], script.env.TAG_NAME)
      case 'changeRequest': return script.env.CHANGE_ID != null
      default: return evaluate(args[0])
    }
  }

  private boolean evaluate(Closure expression) {
    Closure copy = (Closure) expression.clone()
    copy.delegate = script
    copy.resolveStrategy = Closure.DELEGATE_ONLY
    return copy()
  }

  /** Matches a glob in which only the asterisk has a special meaning. */
  private static boolean matches(String glob, String name) {
    return name != null && name.matches(glob.split('\\*', -1).collect { java.util.regex.Pattern.quote(it) }.join('.*'))
  }
}
