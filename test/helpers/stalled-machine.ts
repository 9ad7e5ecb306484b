/**
 * Repeats a test of a local world once, and prints why. Each look at a table or at Vault has a limit of about a second, and a
 * test machine can stall for longer than that. The product then refuses and changes nothing, as it should, and a person would
 * call it again. A fault of the product fails twice.
 */
const { testPath } = expect.getState();
if (/[\\/]test[\\/](cli|world)[\\/]/.test(testPath ?? '')) jest.retryTimes(1, { logErrorsBeforeRetry: true });
