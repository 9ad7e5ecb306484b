/** Variable with the folder in which each Lambda process registers itself. */
export const PROCESSES_VARIABLE = 'LOCAL_WORLD_PROCESSES';

/** File in that folder with how far the clocks of a region are ahead, milliseconds. */
export const clockFile = (region: string): string => `${region}.clock`;

/** File in that folder that registers one process. Contains the id of its access key, which is no secret. */
export const processFile = (region: string, functionName: string, pid: number): string =>
  `${region}.${functionName}.${pid}`;
export const PROCESS_FILE = /^([\w-]+)\.([\w-]+)\.(\d+)$/;
