import org.codehaus.groovy.ast.ClassCodeVisitorSupport
import org.codehaus.groovy.ast.ClassNode
import org.codehaus.groovy.ast.expr.ClosureExpression
import org.codehaus.groovy.ast.expr.MethodCallExpression
import org.codehaus.groovy.ast.stmt.BlockStatement
import org.codehaus.groovy.ast.stmt.ExpressionStatement
import org.codehaus.groovy.ast.stmt.Statement
import org.codehaus.groovy.classgen.GeneratorContext
import org.codehaus.groovy.control.CompilePhase
import org.codehaus.groovy.control.SourceUnit
import org.codehaus.groovy.control.customizers.CompilationCustomizer
import org.codehaus.groovy.syntax.SyntaxException

/** Jenkins accepts only calls in these blocks. Statements of Groovy belong in `script`. */
class DeclarativeRules extends CompilationCustomizer {
  private static final List<String> BLOCKS = [
    'pipeline', 'options', 'parameters', 'triggers', 'stages', 'when', 'steps', 'post', 'always', 'failure', 'success',
    'cleanup',
  ]

  DeclarativeRules() { super(CompilePhase.CONVERSION) }

  @Override
  void call(SourceUnit source, GeneratorContext context, ClassNode jenkinsfile) {
    new ClassCodeVisitorSupport() {
      @Override
      protected SourceUnit getSourceUnit() { source }

      @Override
      void visitMethodCallExpression(MethodCallExpression call) {
        if (BLOCKS.contains(call.methodAsString)) {
          statementsOf(call).findAll { !isCall(it) }.each {
            String message = "Expected a step or a directive in ${call.methodAsString}: use script for statements"
            source.addError(new SyntaxException(message, it.lineNumber, it.columnNumber))
          }
        }
        super.visitMethodCallExpression(call)
      }
    }.visitClass(jenkinsfile)
  }

  private static List<Statement> statementsOf(MethodCallExpression call) {
    def body = call.arguments.expressions.find { it instanceof ClosureExpression }?.code
    return body instanceof BlockStatement ? body.statements : []
  }

  private static boolean isCall(Statement statement) {
    return statement instanceof ExpressionStatement && statement.expression instanceof MethodCallExpression
  }
}
