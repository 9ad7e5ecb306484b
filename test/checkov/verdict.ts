/** checkov's JSON report for one framework. */
interface CheckovReport {
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly resource: string;
    }[];
  };
}

export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  /** Reasons why the gate fails; empty when it passes. */
  readonly problems: readonly string[];
}

/**
 * Judges checkov's JSON output. The exit code is not enough: checkov exits with 0 when it could not parse a file or found no
 * file.
 */
export function judge(output: string): Verdict {
  const report = parse(output);
  if (report === undefined) return { passed: 0, failed: 0, problems: ['checkov gave no report: nothing was checked'] };
  const { passed, failed, parsing_errors: unparsed } = report.summary;
  return {
    passed,
    failed,
    problems: [
      ...(unparsed > 0 ? [`checkov could not parse ${unparsed} files`] : []),
      ...(passed + failed === 0 ? ['nothing was checked'] : []),
      ...report.results.failed_checks.map(
        ({ check_id, check_name, resource }) => `${check_id} ${resource}: ${check_name}`,
      ),
    ],
  };
}

function parse(output: string): CheckovReport | undefined {
  try {
    const report = JSON.parse(output) as Partial<CheckovReport>;
    return report.summary && report.results ? (report as CheckovReport) : undefined;
  } catch {
    return undefined;
  }
}
