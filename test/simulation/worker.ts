/** One process of a trial: does the jobs that it is sent, one after the other. */
import { inVirtualTime } from './in-virtual-time';
import { doJob, type Job } from './job';

inVirtualTime();
process.on('message', (job: Job) => void doJob(job).then((report) => process.send?.(report)));
