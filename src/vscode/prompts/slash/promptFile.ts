/** A prompt that stands in a file, as people write them for several tools: Markdown after an optional head. */
export interface PromptFile {
  /** Of the head. */
  description: string;
  /** What the arguments are, of the head. */
  hint: string;
  body: string;
}

/** Reads the lines of the head that matter here, and leaves the rest of it. */
export function parsePromptFile(text: string): PromptFile {
  const unix = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const head = /^---\n(?:([\s\S]*?)\n)?---(?:\n|$)/.exec(unix);
  const value = (name: string): string => {
    const line = new RegExp(`^${name}[ \\t]*:[ \\t]*(.*)$`, 'm').exec(head?.[1] ?? '')?.[1] ?? '';
    return line.trim().replace(/^(["'])(.*)\1$/, '$2');
  };
  return {
    description: value('description'),
    hint: value('argument-hint'),
    body: unix.slice(head?.[0].length ?? 0).trim(),
  };
}

const PLACE = /\$ARGUMENTS\b|\$([1-9])(?!\d)|\$\{input:([^:{}]+)(?::([^{}]*))?\}/g;

/** Whether a prompt says where its arguments go, so that more is to be typed. */
export function takesArguments({ body, hint }: PromptFile): boolean {
  return hint !== '' || body.search(/\$ARGUMENTS\b|\$[1-9](?!\d)/) >= 0;
}

/** The names of the inputs that a prompt asks for, each once, with what it suggests for them. */
export function inputsOf({ body }: PromptFile): { name: string; placeholder: string }[] {
  const inputs = new Map<string, string>();
  for (const [, , name, placeholder = ''] of body.matchAll(PLACE)) {
    if (name !== undefined && !inputs.has(name)) inputs.set(name, placeholder);
  }
  return [...inputs].map(([name, placeholder]) => ({ name, placeholder }));
}

/** The prompt with its arguments in their places, or after it where it names none. What is filled in is not read again. */
export function expandPrompt(file: PromptFile, typed: string, inputs: ReadonlyMap<string, string>): string {
  const words = [...typed.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const expanded = file.body.replace(PLACE, (place, digit: string | undefined, name: string | undefined) => {
    if (name !== undefined) return inputs.get(name) ?? '';
    return digit === undefined ? (place === '$ARGUMENTS' ? typed : place) : (words[Number(digit) - 1] ?? '');
  });
  const named = file.body.search(/\$ARGUMENTS\b|\$[1-9](?!\d)/) >= 0;
  return named || typed === '' ? expanded : `${expanded}\n\n${typed}`;
}
