// Loaded before all other modules. An import of cdktf gets cdktn, as with the dependency `"cdktf": "npm:cdktn@…"`.
import Module from 'node:module';

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, request.replace(/^cdktf(?=$|\/)/, 'cdktn'), ...rest);
};
