/**
 * Zips files so that equal contents give equal bytes: sorted names, one fixed time, no attributes of the machine.
 *
 * The time is built from local parts, because fflate writes local time; a UTC instant gives other bytes in another zone.
 */
export declare function zipFiles(files: Readonly<Record<string, Uint8Array>>): Uint8Array;
