import { judge } from './verdict';

const report = (passed: number, failed: number, unparsed: number): string =>
  JSON.stringify({
    summary: { passed, failed, parsing_errors: unparsed },
    results: {
      failed_checks: Array.from({ length: failed }, () => ({ check_id: 'CKV_1', check_name: 'no', resource: 'a.b' })),
    },
  });

describe('the checkov gate', () => {
  it('passes when something was checked and nothing failed', () => {
    expect(judge(report(10, 0, 0))).toEqual({ passed: 10, failed: 0, problems: [] });
  });

  it.each([
    ['a check failed', report(10, 1, 0), ['CKV_1 a.b: no']],
    ['a file could not be parsed', report(10, 0, 1), ['checkov could not parse 1 files']],
    ['nothing was checked', report(0, 0, 0), ['nothing was checked']],
    ['there is no report', JSON.stringify({ passed: 0, failed: 0 }), ['checkov gave no report: nothing was checked']],
    ['the output is not JSON', 'Traceback', ['checkov gave no report: nothing was checked']],
  ])('fails when %s', (_case, output, problems) => {
    expect(judge(output).problems).toEqual(problems);
  });
});
