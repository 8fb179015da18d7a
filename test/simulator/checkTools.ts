import { checkSchema } from './checkSchema.ts';
import { asObject, firstProblem, isAbsent } from './json.ts';

const MAX_TOOLS = 128;
const FUNCTION_NAME = /^[a-zA-Z_][a-zA-Z0-9_-]{0,127}$/;
const BUILTIN_NAME = /^\$[a-z_]+$/;

/** What is wrong with the `tools` of a request, or nothing. */
export function checkTools(tools: unknown): string | undefined {
  if (isAbsent(tools)) return undefined;
  if (!Array.isArray(tools)) return 'Invalid request: tools must be an array';
  if (tools.length > MAX_TOOLS) return `Invalid request: at most ${MAX_TOOLS} tools are allowed, got ${tools.length}`;
  const names = new Set<string>();
  return firstProblem(tools, (tool) => {
    const problem = checkTool(tool);
    if (problem) return problem;
    const name = String(asObject(asObject(tool)?.function)?.name);
    if (names.has(name)) return `function name ${name} is duplicated`;
    names.add(name);
    return undefined;
  });
}

function checkTool(tool: unknown): string | undefined {
  const type = asObject(tool)?.type;
  if (type !== 'function' && type !== 'builtin_function') return `Invalid request: unknown tool type: ${String(type)}`;
  const definition = asObject(asObject(tool)?.function);
  if (!definition) return 'Invalid request: a tool must have a function';
  const { name, description, parameters, strict } = definition;
  if (typeof name !== 'string' || !(type === 'function' ? FUNCTION_NAME : BUILTIN_NAME).test(name)) {
    return 'Invalid request: function name is invalid, must start with a letter and can contain letters, numbers, underscores, and dashes';
  }
  if (!isAbsent(description) && typeof description !== 'string') return `Invalid request: description must be a string`;
  if (!isAbsent(strict) && typeof strict !== 'boolean') return 'Invalid request: strict must be a boolean';
  const problem = isAbsent(parameters) ? undefined : checkSchema(parameters);
  return problem === undefined
    ? undefined
    : `tools.function.parameters is not a valid moonshot flavored json schema, details: <${problem}>`;
}
