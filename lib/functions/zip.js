"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.zipFiles = zipFiles;
const fflate_1 = require("fflate");
/**
 * Zips files so that equal contents give equal bytes: sorted names, one fixed time, no attributes of the machine.
 *
 * The time is built from local parts, because fflate writes local time; a UTC instant gives other bytes in another zone.
 */
function zipFiles(files) {
    const sorted = {};
    for (const name of Object.keys(files).sort()) {
        sorted[name] = files[name];
    }
    return (0, fflate_1.zipSync)(sorted, { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 });
}
//# sourceMappingURL=zip.js.map