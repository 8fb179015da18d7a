import { markData } from '../../agent/results/markUntrusted.ts';

/** What a command printed, for the model. */
export function wordNews({ text, file }: { text: string; file?: string }): string {
  const whole = file === undefined ? '' : `\nAll of its output, for read_file and search_text: ${file}`;
  return `${text ? markData('output', text) : '(no output)'}${whole}`;
}
