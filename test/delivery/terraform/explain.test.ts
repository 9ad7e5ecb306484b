import { explainFailure } from '../../../delivery/terraform/explain';
import { config } from '../../../live/dev/config';

describe('explainFailure', () => {
  it.each([10, 50, 100])('names the quota when an account has to keep %i runs unreserved', (minimum) => {
    const output =
      'Error: setting Lambda Function (vault-dr-operations-dev-eu1) concurrency: operation error Lambda: ' +
      'PutFunctionConcurrency, https response error StatusCode: 400, InvalidParameterValueException: Specified ' +
      "ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum " +
      `value of [${minimum}].`;
    expect(explainFailure(output, config)).toMatch(/reservedConcurrency out, or ask AWS for a higher quota/);
  });

  it('names a right that is missing, and not the quota, when the reservation is denied', () => {
    const output =
      'Error: setting Lambda Function concurrency: operation error Lambda: PutFunctionConcurrency, https response ' +
      'error StatusCode: 403, AccessDeniedException: not authorized to perform: lambda:PutFunctionConcurrency';
    expect(explainFailure(output, config)).not.toMatch(/quota/);
  });
});
