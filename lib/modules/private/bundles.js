"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.CA_FILE = void 0;
exports.bundleFile = bundleFile;
const node_fs_1 = require("node:fs");
const node_os_1 = require("node:os");
const node_path_1 = require("node:path");
const fflate_1 = require("fflate");
const errors_1 = require("./errors");
const zip_1 = require("../../functions/zip");
/** Name of the CA file in the zip of a Lambda. */
exports.CA_FILE = 'ca.pem';
/**
 * The zip of a Lambda, and in it the CA if there is one. Equal inputs give equal bytes.
 *
 * @param name folder of the Lambda under `functions/`
 * @param caPem PEM certificates that the Lambda trusts instead of the system's roots
 * @returns path of the zip
 * @throws Error if the Lambda was not built
 */
function bundleFile(name, caPem) {
    const file = (0, node_path_1.join)(packageRoot(__dirname), 'lib', 'functions', `${name}.zip`);
    if (!(0, node_fs_1.existsSync)(file))
        throw (0, errors_1.missingBundle)(file);
    if (caPem === undefined)
        return file;
    const withCa = (0, node_path_1.join)(temporaryDirectory(caPem), `${name}.zip`);
    (0, node_fs_1.writeFileSync)(withCa, (0, zip_1.zipFiles)({ ...(0, fflate_1.unzipSync)((0, node_fs_1.readFileSync)(file)), [exports.CA_FILE]: Buffer.from(caPem) }));
    return withCa;
}
/** The nearest folder upwards with a package.json, because this file runs from the sources and from `lib/`. */
function packageRoot(folder) {
    return (0, node_fs_1.existsSync)((0, node_path_1.join)(folder, 'package.json')) ? folder : packageRoot((0, node_path_1.dirname)(folder));
}
/** Temporary folder of each CA: one app may have pairs with different CAs. */
const directories = new Map();
/** A folder that is deleted when the process ends. cdktf has copied the zip by then, during synthesis. */
function temporaryDirectory(caPem) {
    const known = directories.get(caPem);
    if (known !== undefined && (0, node_fs_1.existsSync)(known))
        return known;
    const directory = (0, node_fs_1.mkdtempSync)((0, node_path_1.join)((0, node_os_1.tmpdir)(), 'cdktf-vault-dr-'));
    process.once('exit', () => (0, node_fs_1.rmSync)(directory, { recursive: true, force: true }));
    directories.set(caPem, directory);
    return directory;
}
//# sourceMappingURL=bundles.js.map