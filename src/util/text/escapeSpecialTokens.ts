/** No character that is seen, and none that code has there. */
const JOINER = '\u2060';

/**
 * A text in which the model's own marks (`<|im_end|>`, `<|tool_call_begin|>`) are text. A server that renders a conversation and
 * then reads tokens, as vLLM and SGLang do, takes them for the end of a message or the begin of a call wherever they stand: in a
 * file, too.
 */
export function closeControlMarks(text: string): string {
  return text.includes('<|') ? text.replace(/<\|(?=[a-z_]{1,40}\|>)/gi, `<${JOINER}|`) : text;
}

/** What the model wrote who read such a text. */
export function openControlMarks(text: string): string {
  return text.replaceAll(`<${JOINER}|`, '<|');
}
