/** Variable that tells a Lambda process where to say which one it is. */
export const PROCESSES_VARIABLE = 'LOCAL_WORLD_PROCESSES';

/** File in that folder with how far the clock of a region's machines is ahead, milliseconds. */
export const clockFile = (region: string): string => `${region}.clock`;

/** File in that folder for one process. */
export const processFile = (region: string, functionName: string, pid: number): string =>
  `${region}.${functionName}.${pid}`;
export const PROCESS_FILE = /^([\w-]+)\.([\w-]+)\.(\d+)$/;
