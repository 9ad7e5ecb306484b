/** Worker process of a trial: runs the jobs that it receives, one at a time. */
import { inVirtualTime } from './in-virtual-time';
import { doJob, type Job } from './job';

inVirtualTime();
process.on('message', (job: Job) => void doJob(job).then((report) => process.send?.(report)));
