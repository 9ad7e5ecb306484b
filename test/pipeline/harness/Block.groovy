/** The directives of one declarative block, read before anything runs. Other names fail, as in Jenkins. */
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

  /** The one argument, or all, of a directive; null when it is not there. */
  def argument(String name) { seen[name] }

  boolean has(String name) { seen.containsKey(name) }

  /** Every directive with its arguments, in their order. */
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
