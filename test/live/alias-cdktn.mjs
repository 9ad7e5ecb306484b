// Is loaded before all other modules. Replaces cdktf with cdktn, as the dependency `"cdktf": "npm:cdktn@…"` would.
import Module from 'node:module';

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, request.replace(/^cdktf(?=$|\/)/, 'cdktn'), ...rest);
};
