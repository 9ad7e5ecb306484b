/** The directives of one declarative block, read before any step runs. Unknown names fail, as in Jenkins. */
class Block {
  private final String block
  private final List<String> names
  private final JenkinsScript script
  private final Map<String, Object> seen = [:]
  private final List<List> calls = []

  private Block(String block, List<String> names, JenkinsScript script) {
    this.block = block
    this.names = names
    this.script = script
  }

  static Block read(String block, List<String> names, JenkinsScript script, Closure body) {
    Block read = new Block(block, names, script)
    Closure copy = (Closure) body.clone()
    copy.delegate = read
    copy.resolveStrategy = Closure.DELEGATE_ONLY
    copy()
    return read
  }

  /** The argument of a directive, or the list of its arguments when it has several; null when it is absent. */
  def argument(String name) { seen[name] }

  boolean has(String name) { seen.containsKey(name) }

  /** Every directive with its arguments, in the order of the pipeline. */
  List<List> all() { calls }

  def methodMissing(String name, args) {
    if (!names.contains(name)) { throw new IllegalArgumentException("${name} is no directive of ${block}") }
    List given = args.toList()
    seen[name] = given.size() == 1 ? given[0] : given
    calls << [name, given]
    return "${name}(${given.join(', ')})".toString()
  }

  def propertyMissing(String name) {
    return name in ['none', 'any'] ? name : script.getProperty(name)
  }

  /** An assignment, as in `environment`. */
  def propertyMissing(String name, value) {
    if (names) { throw new IllegalArgumentException("${block} cannot assign ${name}") }
    seen[name] = value
    calls << [name, [value]]
  }
}
