import { handler } from '../../../functions/postgres-watch';
import { describeWatch } from '../watch/describe-watch';

describeWatch('postgres-watch', handler, ['operations']);
