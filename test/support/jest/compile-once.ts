import vm from 'node:vm';

/** Code that V8 has compiled, as it was when it had run for the first time. */
const compiled = new Map<string, { source: string; code: Buffer }>();

/**
 * Has jest compile a module once for all test files of a process: each file loads its modules anew, and to compile them is
 * most of what that takes. What runs is the same, in the same context.
 */
export function compileOnce(): void {
  vm.compileFunction = (source, parameters = [], options: vm.CompileFunctionOptions = {}) => {
    const { filename = '', parsingContext } = options;
    if (parsingContext === undefined) return original(source, parameters, options);
    const head = `(function (${parameters.join(',')}) {`;
    const known = compiled.get(filename);
    const cachedData = known?.source === source ? known.code : undefined;
    const script = new vm.Script(`${head}${source}\n})`, {
      filename,
      columnOffset: -head.length,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    if (cachedData === undefined) compiled.set(filename, { source, code: script.createCachedData() });
    return script.runInContext(parsingContext) as ReturnType<typeof vm.compileFunction>;
  };
}

const original = vm.compileFunction;
