export type Json = Record<string, unknown>;

/** What a text says as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a text is JSON: of arguments that were cut, it is not. */
export function isJson(text: string): boolean {
  return parseJson(text) !== undefined;
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

/** A field of what may be an object. */
export function field(value: unknown, name: string): unknown {
  return objectOf(value)?.[name];
}
