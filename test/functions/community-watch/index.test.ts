import { handler } from '../../../functions/community-watch';
import { describeWatch } from '../watch/describe-watch';

describeWatch('community-watch', handler, ['operations', 'puller']);
