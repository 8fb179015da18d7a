import { L10N_ELEMENT_ID } from '../../src/shared/protocol.ts';

const bundle = readBundle();

/** The text in the user's language, with `{0}`, `{1}`… replaced; the English text is the key and the fallback. */
export function t(message: string, ...values: (string | number)[]): string {
  const text = bundle.get(message) ?? message;
  return text.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
}

function readBundle(): ReadonlyMap<string, string> {
  const json = document.getElementById(L10N_ELEMENT_ID)?.textContent;
  if (!json) return new Map();
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null) return new Map();
  return new Map(Object.entries(parsed).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}
