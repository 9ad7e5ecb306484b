// Loaded before everything else: whoever asks for cdktf gets its successor, as `"cdktf": "npm:cdktn@…"` would do it.
import Module from 'node:module';

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, request.replace(/^cdktf(?=$|\/)/, 'cdktn'), ...rest);
};
