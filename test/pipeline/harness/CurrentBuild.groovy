/** What a pipeline can ask of its own build, and set. */
class CurrentBuild {
  private final Build jenkins

  CurrentBuild(Build jenkins) { this.jenkins = jenkins }

  String getCurrentResult() { jenkins.result }

  void setResult(String result) { jenkins.declaredResult = result }

  List<Map> getBuildCauses() { jenkins.causes.collect { [_class: it] } }
}
