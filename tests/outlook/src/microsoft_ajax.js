// What office.js needs of MicrosoftAjax.js, written for the stand-in.
(function () {
  "use strict";
  const space = (path) => path.split(".").reduce((at, name) => (at[name] = at[name] || {}), window);
  const failure = (kind, parts) => {
    const error = new Error("Sys." + kind + ": " + parts.filter(Boolean).join("\n"));
    error.name = "Sys." + kind;
    return error;
  };
  const named = (name) => name && "Parameter name: " + name;

  window.Type = window.Type || Function;
  Type.__typeName = "Type";
  Type.registerNamespace = (path) => { space(path).__namespace = true; };
  Type.prototype.registerClass = Type.registerClass = function (name) {
    if (typeof this === "function") { this.__typeName = name; this.__class = true; }
    return this;
  };
  Function._validateParams = () => null;
  Function.createDelegate = (instance, method) => method.bind(instance);
  Function.createCallback = (method, context) => (...args) => method(...args, context);
  Function.emptyMethod = Function.emptyFunction = () => {};

  class StringBuilder {
    constructor(first) { this.parts = first === undefined ? [] : [first]; }
    append(text) { this.parts.push(text); return this; }
    appendLine(text) { this.parts.push((text || "") + "\r\n"); return this; }
    clear() { this.parts = []; }
    isEmpty() { return this.toString() === ""; }
    toString(separator) { return this.parts.join(separator || ""); }
  }

  space("Sys").StringBuilder = StringBuilder;
  space("Sys.Serialization").JavaScriptSerializer = {
    serialize: (value) => JSON.stringify(value),
    deserialize: (text) => JSON.parse(text),
  };
  space("Sys").Debug = { trace() {}, traceDump() {}, assert() {}, clearTrace() {}, fail(text) { throw new Error(text); } };
  space("Sys").Browser = { agent: {}, name: navigator.appName, version: 0 };

  String.format = (text, ...args) => text.replace(/\{(\d+)\}/g, (whole, at) => (at in args ? String(args[at]) : whole));
  Object.assign(Error, {
    create: (text, info) => Object.assign(new Error(text), info),
    argument: (name, text) => failure("ArgumentException", [text || "Value does not fall within the expected range.", named(name)]),
    argumentNull: (name, text) => failure("ArgumentNullException", [text || "Value cannot be null.", named(name)]),
    argumentOutOfRange: (name, value, text) => failure("ArgumentOutOfRangeException", [text || "Specified argument was out of the range of valid values.", named(name)]),
    argumentType: (name, actual, expected, text) => failure("ArgumentTypeException", [text || "Object cannot be converted to the required type.", named(name)]),
    argumentUndefined: (name, text) => failure("ArgumentUndefinedException", [text || "Value cannot be undefined.", named(name)]),
    invalidOperation: (text) => failure("InvalidOperationException", [text || "Operation is not valid due to the current state of the object."]),
    notImplemented: (text) => failure("NotImplementedException", [text || "The method or operation is not implemented."]),
    parameterCount: (text) => failure("ParameterCountException", [text || "Parameter count mismatch."]),
  });
})();
