import { markUntrusted } from '../../agent/results/markUntrusted.ts';

/** What a command printed, for the model. */
export function describeOutput({ text, file }: { text: string; file?: string }): string {
  const whole = file === undefined ? '' : `\nAll of its output, for read_file and search_text: ${file}`;
  return `${text ? markUntrusted('output', text) : '(no output)'}${whole}`;
}
