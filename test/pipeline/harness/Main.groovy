/**
 * Runs a Jenkinsfile for each of several builds. A build can have the text of another pipeline.
 *
 * Usage: Main.groovy JENKINSFILE STUBS <builds.json >runs.json. STUBS is a folder for the files of the builds.
 */
import groovy.json.JsonOutput
import groovy.json.JsonSlurper
import org.codehaus.groovy.control.CompilerConfiguration

CompilerConfiguration configuration = new CompilerConfiguration(scriptBaseClass: JenkinsScript.name)
configuration.addCompilationCustomizers(new DeclarativeRules())
GroovyClassLoader loader = new GroovyClassLoader(this.class.classLoader, configuration)
Class<? extends Script> ours = loader.parseClass(new File(args[0]))

List<Map> builds = new JsonSlurper().parse(System.in) as List<Map>
List<Map> runs = builds.withIndex().collect { given, index ->
  Build build = new Build(given, new File(args[1], "build-${index}"))
  build.run { given.jenkinsfile ? loader.parseClass(given.jenkinsfile) : ours }
}
println JsonOutput.toJson(runs)
